/** @jest-environment jsdom */
test("under jsdom, which asks for the page's part of a package, the error says what to do", () => {
  expect(typeof document).toBe("object");
  expect(() => require("notifizz-token")).toThrow("begin the file with /** @jest-environment node */");
});
