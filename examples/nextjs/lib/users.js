/** Your own users, and your own way to check a password. */
export const USERS = new Map([
  ["alice", { password: "wonderland", id: 42, email: "alice@example.com" }],
  ["bob", { password: "builder", id: 43, email: "bob@example.com" }],
]);
