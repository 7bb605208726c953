const express = require("express");
const app = express();
// snippet: webhooks.md | Node.js | js | 1
// snippet: webhooks.md | Express | js | 1
app.use(express.json());
app.listen(process.env.PORT, "127.0.0.1");
