package notifizz.token;

import java.util.Map;

/**
 * What a server answers to the page's script; see {@link NotifizzClient#answerWidgetOptions}. Send it with
 * {@code Cache-Control: no-store, private}.
 *
 * @param status the HTTP status: 200, 401 or 409
 * @param body what any JSON library writes as it is: the widget options, or an {@code error}
 */
public record WidgetAnswer(int status, Map<String, String> body) {}
