/**
 * Your own users, and your own way to check a password. Carol and Dave are not saved yet and have no
 * ID, Erin has no e-mail address.
 */
export const USERS = new Map([
  ["alice", { password: "wonderland", id: 42, email: "alice@example.com" }],
  ["bob", { password: "builder", id: 43, email: "bob@example.com" }],
  ["carol", { password: "unsaved", id: null, email: "carol@example.com" }],
  ["dave", { password: "unsaved", id: null, email: "dave@example.com" }],
  ["erin", { password: "postless", id: 44, email: null }],
]);
