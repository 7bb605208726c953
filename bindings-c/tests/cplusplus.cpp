// The library from C++: `extern "C"`, and a wrapper such as a reader might write.
#include <notifizz_token.h>

#include <cstdio>
#include <string>

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

}  // namespace

int main() {
  const std::string right = "fb535c9ddcd5d892ed9501d169cb654906a2d66cfdf38efcfb17c2baceb38a2c";
  const Client client("YOUR_AUTH_SECRET_KEY"), refused("");
  notifizz_evidence evidence = {};
  notifizz_diagnosis found;
  if (client.hashed_token("user_42") != right || refused.status() != NOTIFIZZ_ERR_EMPTY_AUTH_SECRET_KEY ||
      !refused.hashed_token("user_42").empty() ||
      notifizz_diagnose(&evidence, &found) != NOTIFIZZ_ERR_EMPTY_AUTH_SECRET_KEY) {
    std::fputs("C++ gets other answers\n", stderr);
    return 1;
  }
  return 0;
}
