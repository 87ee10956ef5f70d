package graph

import "time"

// Pulse sets the time between two signs of life of a stream.
func (h *Handler) Pulse(every time.Duration) { h.pulse = every }
