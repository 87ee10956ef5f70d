import { Component, type ReactNode } from "react";

// Leaves a part of the page as the server made it if its script cannot be had or fails.
export class Fallback extends Component<{ failed: () => void; children: ReactNode }, { failed: boolean }> {
  override state = { failed: false };

  static getDerivedStateFromError(): { failed: boolean } {
    return { failed: true };
  }

  override componentDidCatch(): void {
    this.props.failed();
  }

  override render(): ReactNode {
    return this.state.failed ? null : this.props.children;
  }
}
