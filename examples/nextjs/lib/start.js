import { notifizz } from "./notifizz.js";

try {
  notifizz();
} catch (error) {
  console.error(error.message);
  // Next.js would go on without it.
  process.exit(1);
}
