const app = require("express")();
// snippet: webhooks.md | Express | js | 1
app.use(require("express").json());
app.listen(process.env.PORT, "127.0.0.1");
