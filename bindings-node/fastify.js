// A handler and a plugin for Fastify 4 and 5.
const { bodyOf, dispatchAnswers, widgetAnswers } = require("./answers.js");

function send(reply, { status, headers, body }) {
  return reply
    .code(status)
    .headers(headers)
    .send(body ?? undefined);
}

exports.widgetOptionsHandler = (options) => {
  const answer = widgetAnswers(options);
  return async (request, reply) => send(reply, await answer(request));
};

/** A plugin, because the route needs a parser of its own, which leaves the body as it arrived. */
exports.dispatchPlugin = (instance, { url = "/notifizz/webhook", prefix: _, ...options }, done) => {
  const answer = dispatchAnswers(options);
  instance.removeAllContentTypeParsers();
  instance.addContentTypeParser("*", async (_request, stream) => ({ bytes: await bodyOf(stream) }));
  instance.post(url, async (request, reply) => {
    // Without a content type, nothing is parsed.
    const { bytes } = request.body ?? { bytes: "" };
    return send(reply, await answer(bytes, request));
  });
  done();
};
