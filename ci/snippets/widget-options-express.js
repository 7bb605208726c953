const app = require("express")();
app.use((request, _response, next) => {
  request.user = JSON.parse(request.get("X-User"));
  next();
});
// snippet: add-to-your-app.md | Express | js | 1
app.listen(process.env.PORT, "127.0.0.1");
