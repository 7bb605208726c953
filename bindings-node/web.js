// Handlers for frameworks and hosts that speak Request and Response.
const { bodyOf, dispatchAnswers, widgetAnswers } = require("./answers.js");

const responseOf = ({ status, headers, body }) => new Response(body, { status, headers });

exports.widgetOptionsHandler = (options) => {
  const answer = widgetAnswers(options);
  return async (...request) => responseOf(await answer(...request));
};

exports.dispatchHandler = (options) => {
  const answer = dispatchAnswers(options);
  return async (request, ...rest) => responseOf(await answer(await bodyOf(request.body ?? []), request, ...rest));
};
