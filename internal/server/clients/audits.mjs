// The audits of graphql-http that ask for what older drafts had. With each stands what the specification says since its
// first edition, September 2026.

const wellFormed = "5.4: If the request is not a well-formed GraphQL-over-HTTP request, status code 422 SHOULD be used.";
const legacy = "5.1: If the Accept header does not indicate support for one of the server's preferred media types but does " +
  "indicate support for application/json […] the request SHOULD be performed […] as if the request had specified Accept: " +
  "application/graphql-response+json, except any response that produces a 2xx status code should replace the Content-Type.";

export const older = {
  // 400 for parameters that are missing or of another type
  "423L": wellFormed, "3E3A": wellFormed,
  ...Object.fromEntries(["LKJ", "6C0", "476", "58B"].flatMap((id) => [0, 1, 2, 3].map((n) => [`${id}${n}`, wellFormed]))),
  // 400 for variables
  "86EE": "5.4: If the variable values cannot be coerced to match the operation's variable definitions, status code 422 SHOULD be used.",
  // 200 for requests that were refused, when application/json alone is taken
  "572B": legacy, "FDE2": legacy, "7B9B": legacy,
};
