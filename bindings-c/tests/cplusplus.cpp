// The library from C++: `extern "C"`, and a wrapper such as a reader might write.
#include <string>

#include "test.h"

namespace {

class Client {
 public:
  explicit Client(const std::string &key)
      : status_(notifizz_client_init(&client_, NOTIFIZZ_SCHEME_HMAC_SHA256, key.data(), key.size())) {}
  Client(const Client &) = delete;
  Client &operator=(const Client &) = delete;
  ~Client() { notifizz_client_wipe(&client_); }

  std::string hashed_token(const std::string &user_id) const {
    char token[NOTIFIZZ_TOKEN_SIZE];
    notifizz_client_generate_hashed_token(&client_, user_id.data(), user_id.size(), token);
    return token;
  }
  notifizz_status status() const { return status_; }

 private:
  notifizz_client client_;
  notifizz_status status_;
};

void a_class_holds_a_client() {
  const Client client("YOUR_AUTH_SECRET_KEY");
  CHECK(client.status() == NOTIFIZZ_OK);
  CHECK(client.hashed_token("user_42") == "fb535c9ddcd5d892ed9501d169cb654906a2d66cfdf38efcfb17c2baceb38a2c");
}

void a_class_holds_no_client() {
  const Client client("");
  CHECK(client.status() == NOTIFIZZ_ERR_EMPTY_AUTH_SECRET_KEY);
  CHECK(client.hashed_token("user_42").empty());
}

void evidence_is_initialised_with_braces() {
  notifizz_evidence evidence = {};
  notifizz_diagnosis diagnosis;
  CHECK(notifizz_diagnose(&evidence, &diagnosis) == NOTIFIZZ_ERR_EMPTY_AUTH_SECRET_KEY);
}

}  // namespace

int main() {
  RUN(a_class_holds_a_client);
  RUN(a_class_holds_no_client);
  RUN(evidence_is_initialised_with_braces);
  return finish();
}
