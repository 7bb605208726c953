// Handlers for Express 4 and 5.
const { bodyOf, dispatchAnswers, widgetAnswers } = require("./answers.js");
const { isUint8Array } = require("./kinds.js");

function send(response, { status, headers, body }) {
  response.writeHead(status, headers).end(body ?? undefined);
}

exports.widgetOptionsHandler = (options) => {
  const answer = widgetAnswers(options);
  return (request, response, next) => {
    answer(request).then((answered) => send(response, answered), next);
  };
};

/** The body as it arrived, whichever parser was there before. */
async function rawBody(request) {
  for (const body of [request.rawBody, request.body]) {
    if (typeof body === "string" || isUint8Array(body)) return body;
  }
  if (request.readableDidRead) {
    throw new Error(
      "the webhook's body has been parsed before notifizz-token could verify it: add its route before express.json(), or in NestJS create the application with { rawBody: true }",
    );
  }
  return bodyOf(request);
}

exports.dispatchHandler = (options) => {
  const answer = dispatchAnswers(options);
  const answered = async (request) => answer(await rawBody(request), request);
  return (request, response, next) => {
    answered(request).then((answer) => send(response, answer), next);
  };
};
