/* Runs the shared dispatch webhooks: the vendor's answers, timestamps and diagnoses. */
#include "test.h"
#include "dispatches.h"

#include "rows.h"

static void check_timestamps(const timestamps_row *row) {
  const notifizz_status status = notifizz_check_dispatch_timestamp(row->timestamp_ms, row->now_ms, row->tolerance_ms);
  if (row->error.bytes == NULL) {
    CHECK(status == NOTIFIZZ_OK);
  } else {
    CHECK(equal(notifizz_status_code(status), row->error));
  }
}

static notifizz_webhook_signer signer;
static unsigned accepted;

static void check_parity(const parity_row *row) {
  const bool verifies = notifizz_webhook_signer_verify(&signer, F(row->payload), F(row->signature));
  const notifizz_status status =
      notifizz_check_dispatch_timestamp(row->timestamp_ms, row->now_ms, NOTIFIZZ_DISPATCH_TOLERANCE_MS);
  CHECK((verifies && status == NOTIFIZZ_OK) == row->accepted);
  accepted += row->accepted;
}

static void check_diagnoses(const diagnoses_row *row) {
  const notifizz_dispatch_evidence evidence = {
      .payload = (const char *)row->payload.bytes,
      .payload_len = row->payload.len,
      .signature = (const char *)row->signature.bytes,
      .signature_len = row->signature.len,
      .webhook_signing_secret = (const char *)row->webhook_signing_secret.bytes,
      .webhook_signing_secret_len = row->webhook_signing_secret.len,
  };
  notifizz_diagnosis diagnosis;
  CHECK(notifizz_diagnose_dispatch(&evidence, &diagnosis) == NOTIFIZZ_OK);
  CHECK(equal(diagnosis.code, row->code));
  CHECK(strlen(diagnosis.message) > 20);
  CHECK(diagnosis.scheme == NOTIFIZZ_SCHEME_UNKNOWN);
}

int main(void) {
  RUN_ROWS(timestamps);
  begin_case("a signer");
  CHECK(notifizz_webhook_signer_init(&signer, F(parity_secret)) == NOTIFIZZ_OK);
  RUN_ROWS(parity);
  notifizz_webhook_signer_wipe(&signer);
  begin_case("the vendor accepts some, and rejects some");
  CHECK(accepted > 100 && accepted + 100 < parity_count);
  RUN_ROWS(diagnoses);
  return finish();
}
