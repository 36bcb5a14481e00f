;; A plugin for the chain's tests. What it does in a phase is one letter of its settings, under the
;; phase's name; without a setting it goes on.
(module
  (import "horizonpush:sdk" "config" (func $config (param i32 i32 i32 i32) (result i32)))
  (import "horizonpush:sdk" "log" (func $log (param i32 i32 i32)))
  (import "horizonpush:sdk" "metric_add" (func $metric_add (param i32 i32 f64) (result i32)))
  (import "horizonpush:sdk" "cache_invalidate" (func $invalidate (param i32 i32) (result i32)))
  (import "horizonpush:sdk" "var_set" (func $var_set (param i32 i32 i32 i32) (result i32)))
  (import "horizonpush:sdk" "var_get" (func $var_get (param i32 i32 i32 i32) (result i32)))
  (import "horizonpush:http" "property" (func $property (param i32 i32 i32) (result i32)))
  (import "horizonpush:http" "header_set" (func $header_set (param i32 i32 i32 i32 i32) (result i32)))
  (import "horizonpush:http" "reply" (func $reply (param i32 i32 i32) (result i32)))
  (import "horizonpush:http" "deny" (func $deny (param i32 i32 i32 i32) (result i32)))
  (import "horizonpush:http" "rewrite" (func $rewrite (param i32 i32 i32 i32) (result i32)))
  (import "horizonpush:http" "identify" (func $identify (param i32 i32) (result i32)))
  (import "horizonpush:http" "emit" (func $emit (param i32 i32) (result i32)))
  (import "horizonpush:http" "cache_key" (func $cache_key (param i32 i32) (result i32)))
  (import "horizonpush:http" "cache_ttl" (func $cache_ttl (param i64) (result i32)))
  (import "horizonpush:http" "cache_tag" (func $cache_tag (param i32 i32) (result i32)))
  (import "horizonpush:blobs" "object" (func $object (param i32) (result i64)))
  (import "horizonpush:blobs" "replace_body" (func $replace_body (param i32) (result i32)))
  (import "horizonpush:blobs" "write_open" (func $write_open (result i32)))
  (import "horizonpush:blobs" "write" (func $write (param i32 i32 i32) (result i32)))
  (import "horizonpush:blobs" "write_finish" (func $write_finish (param i32 i32) (result i64)))
  (import "horizonpush:blobs" "respond" (func $respond (param i32) (result i32)))
  (memory (export "memory") 4)
  (data (i32.const 16) "request")
  (data (i32.const 32) "response")
  (data (i32.const 48) "body")
  (data (i32.const 64) "authorize")
  (data (i32.const 80) "lookup")
  (data (i32.const 96) "store")
  (data (i32.const 112) "event")
  (data (i32.const 128) "to")
  (data (i32.const 144) "SlowDown")
  (data (i32.const 160) "made by a plugin")
  (data (i32.const 192) "x-by")
  (data (i32.const 208) "x-amz-meta-by")
  (data (i32.const 224) "tag")
  (data (i32.const 240) "done")
  (data (i32.const 256) "from a blob")
  ;; 1024: results; 65536: the buffer.
  (global $chunks (mut i32) (i32.const 0))

  (func (export "hp_abi_version") (result i32) (i32.const 1))
  (func (export "hp_alloc") (param i32) (result i32) (i32.const 65536))

  ;; The first letter of a setting; 0 if it is not set.
  (func $mode (param i32 i32) (result i32)
    (if (result i32) (i32.gt_s (call $config (local.get 0) (local.get 1) (i32.const 1024) (i32.const 256)) (i32.const 0))
      (then (i32.load8_u (i32.const 1024)))
      (else (i32.const 0))))
  (func $is (param i32 i32) (result i32) (i32.eq (local.get 0) (local.get 1)))
  (func $made (result i32) (drop (call $reply (i32.const 299) (i32.const 160) (i32.const 16))) (i32.const 3))
  (func $refused (result i32)
    (drop (call $deny (i32.const 144) (i32.const 8) (i32.const 160) (i32.const 16))) (i32.const 3))
  (func $blob (result i32) (local $handle i32)
    (local.set $handle (call $write_open))
    (drop (call $write (local.get $handle) (i32.const 256) (i32.const 11)))
    (drop (call $write_finish (local.get $handle) (i32.const 2048)))
    (i32.const 2048))

  ;; What all heads have in common: c go on, s skip, r reply, d deny, t trap, l loop, b bad result.
  (func $head (param $mode i32) (result i32)
    (if (call $is (local.get $mode) (i32.const 115)) (then (return (i32.const 2))))
    (if (call $is (local.get $mode) (i32.const 114)) (then (return (call $made))))
    (if (call $is (local.get $mode) (i32.const 100)) (then (return (call $refused))))
    (if (call $is (local.get $mode) (i32.const 116)) (then unreachable))
    (if (call $is (local.get $mode) (i32.const 108)) (then (loop $forever (br $forever))))
    (if (call $is (local.get $mode) (i32.const 98)) (then (return (i32.const 9))))
    (if (call $is (local.get $mode) (i32.const 105))
      (then (drop (call $invalidate (i32.const 224) (i32.const 3)))))
    (i32.const 0))

  (func (export "hp_on_request") (result i32) (local $mode i32) (local $length i32)
    (global.set $chunks (i32.const 0))
    (local.set $mode (call $mode (i32.const 16) (i32.const 7)))
    ;; h: sets a header of its own name, and traps behind it if it is called "t…"
    (if (i32.or (call $is (local.get $mode) (i32.const 104)) (call $is (local.get $mode) (i32.const 72)))
      (then
        (local.set $length (call $property (i32.const 16) (i32.const 1024) (i32.const 64)))
        (drop (call $header_set (i32.const 0) (i32.const 208) (i32.const 13) (i32.const 1024) (local.get $length)))
        (if (call $is (local.get $mode) (i32.const 72)) (then unreachable))))
    ;; w: rewrites to the key of the setting "to"
    (if (call $is (local.get $mode) (i32.const 119))
      (then
        (local.set $length (call $config (i32.const 128) (i32.const 2) (i32.const 1024) (i32.const 256)))
        (if (call $rewrite (i32.const 0) (i32.const 0) (i32.const 1024) (local.get $length)) (then unreachable))))
    ;; m: stores a blob of its own in the place of the body
    (if (call $is (local.get $mode) (i32.const 109))
      (then (if (call $replace_body (call $blob)) (then unreachable))))
    ;; a: answers with a blob of its own
    (if (call $is (local.get $mode) (i32.const 97))
      (then (drop (call $respond (call $blob))) (return (i32.const 3))))
    ;; v: logs the variable that authorize has set
    (if (call $is (local.get $mode) (i32.const 118))
      (then
        (local.set $length (call $var_get (i32.const 128) (i32.const 2) (i32.const 1024) (i32.const 64)))
        (if (i32.gt_s (local.get $length) (i32.const 0))
          (then (call $log (i32.const 3) (i32.const 1024) (local.get $length))))))
    (call $head (local.get $mode)))

  (func (export "hp_on_response") (result i32) (local $mode i32) (local $length i32)
    (global.set $chunks (i32.const 0))
    (local.set $mode (call $mode (i32.const 32) (i32.const 8)))
    ;; h: sets a header; p: one with the number of a property that is in the setting "to"
    (if (call $is (local.get $mode) (i32.const 104))
      (then
        (local.set $length (call $property (i32.const 16) (i32.const 1024) (i32.const 64)))
        (drop (call $header_set (i32.const 1) (i32.const 192) (i32.const 4) (i32.const 1024) (local.get $length)))))
    (if (call $is (local.get $mode) (i32.const 112))
      (then
        (drop (call $config (i32.const 128) (i32.const 2) (i32.const 1024) (i32.const 8)))
        (local.set $length
          (call $property
            (i32.add
              (i32.mul (i32.sub (i32.load8_u (i32.const 1024)) (i32.const 48)) (i32.const 10))
              (i32.sub (i32.load8_u (i32.const 1025)) (i32.const 48)))
            (i32.const 1024) (i32.const 256)))
        (if (i32.gt_s (local.get $length) (i32.const 0))
          (then (drop (call $header_set (i32.const 1) (i32.const 192) (i32.const 4) (i32.const 1024) (local.get $length)))))))
    ;; o: logs the object's blob
    (if (call $is (local.get $mode) (i32.const 111))
      (then (if (i64.gt_s (call $object (i32.const 2048)) (i64.const 0))
        (then (call $log (i32.const 3) (i32.const 160) (i32.const 4))))))
    (call $head (local.get $mode)))

  ;; u upper case, d twice, p pass, s skip, h hold to the end, r hold and then reply, R reply at once,
  ;; t trap at once, e trap at the end, E trap at the second chunk, g emits all the time,
  ;; n nothing but the end's mark, c count at the end, x a mark before each chunk.
  (func $body (param $at i32) (param $length i32) (param $end i32) (result i32) (local $mode i32) (local $i i32)
    (local.set $mode (call $mode (i32.const 48) (i32.const 4)))
    (global.set $chunks (i32.add (global.get $chunks) (i32.const 1)))
    (if (call $is (local.get $mode) (i32.const 117))
      (then
        (local.set $i (local.get $at))
        (block $over
          (loop $next
            (br_if $over (i32.ge_u (local.get $i) (i32.add (local.get $at) (local.get $length))))
            (if (i32.and
                  (i32.ge_u (i32.load8_u (local.get $i)) (i32.const 97))
                  (i32.le_u (i32.load8_u (local.get $i)) (i32.const 122)))
              (then (i32.store8 (local.get $i) (i32.sub (i32.load8_u (local.get $i)) (i32.const 32)))))
            (local.set $i (i32.add (local.get $i) (i32.const 1)))
            (br $next)))
        (drop (call $emit (local.get $at) (local.get $length)))
        (return (i32.const 0))))
    (if (call $is (local.get $mode) (i32.const 100))
      (then
        (drop (call $emit (local.get $at) (local.get $length)))
        (drop (call $emit (local.get $at) (local.get $length)))
        (return (i32.const 0))))
    (if (call $is (local.get $mode) (i32.const 112)) (then (return (i32.const 1))))
    (if (call $is (local.get $mode) (i32.const 115)) (then (return (i32.const 2))))
    (if (call $is (local.get $mode) (i32.const 120))
      (then (drop (call $emit (i32.const 192) (i32.const 1))) (return (i32.const 1))))
    (if (call $is (local.get $mode) (i32.const 104))
      (then
        (drop (call $emit (local.get $at) (local.get $length)))
        (return (select (i32.const 0) (i32.const 4) (local.get $end)))))
    (if (call $is (local.get $mode) (i32.const 114))
      (then
        (if (local.get $end) (then (return (call $made))))
        (drop (call $emit (local.get $at) (local.get $length)))
        (return (i32.const 4))))
    (if (call $is (local.get $mode) (i32.const 82)) (then (return (call $made))))
    (if (call $is (local.get $mode) (i32.const 116)) (then unreachable))
    (if (call $is (local.get $mode) (i32.const 101))
      (then
        (if (local.get $end) (then unreachable))
        (drop (call $emit (local.get $at) (local.get $length)))
        (return (i32.const 0))))
    (if (call $is (local.get $mode) (i32.const 69))
      (then
        (if (i32.ge_u (global.get $chunks) (i32.const 2)) (then unreachable))
        (return (i32.const 4))))
    (if (call $is (local.get $mode) (i32.const 103))
      (then
        (loop $more (br_if $more (i32.eqz (call $emit (i32.const 0) (i32.const 65536)))))
        (return (i32.const 0))))
    (if (call $is (local.get $mode) (i32.const 110))
      (then
        (if (local.get $end) (then (drop (call $emit (i32.const 240) (i32.const 4)))))
        (return (i32.const 0))))
    ;; Not a writer: sees, and goes on.
    (if (local.get $end) (then (call $log (i32.const 3) (i32.const 240) (i32.const 4))))
    (i32.const 0))
  (func (export "hp_on_request_body") (param i32 i32 i32) (result i32)
    (call $body (local.get 0) (local.get 1) (local.get 2)))
  (func (export "hp_on_response_body") (param i32 i32 i32) (result i32)
    (call $body (local.get 0) (local.get 1) (local.get 2)))

  ;; i identifies whom the setting "to" names, d denies, t traps, else abstains.
  (func (export "hp_authorize") (result i32) (local $mode i32) (local $length i32)
    (local.set $mode (call $mode (i32.const 64) (i32.const 9)))
    (if (call $is (local.get $mode) (i32.const 105))
      (then
        (local.set $length (call $config (i32.const 128) (i32.const 2) (i32.const 1024) (i32.const 64)))
        (drop (call $var_set (i32.const 128) (i32.const 2) (i32.const 1024) (local.get $length)))
        (if (call $identify (i32.const 1024) (local.get $length)) (then unreachable))
        (return (i32.const 1))))
    (if (call $is (local.get $mode) (i32.const 100)) (then (drop (call $refused)) (return (i32.const 2))))
    (if (call $is (local.get $mode) (i32.const 116)) (then unreachable))
    (i32.const 0))

  ;; l looks for the key, c for the same key whatever is asked.
  (func (export "hp_cache_lookup") (result i32) (local $mode i32)
    (local.set $mode (call $mode (i32.const 80) (i32.const 6)))
    (if (call $is (local.get $mode) (i32.const 108))
      (then
        (drop (call $cache_key (i32.const 1024) (call $property (i32.const 5) (i32.const 1024) (i32.const 1024))))
        (return (i32.const 1))))
    (if (call $is (local.get $mode) (i32.const 99))
      (then (drop (call $cache_key (i32.const 224) (i32.const 3))) (return (i32.const 1))))
    (if (call $is (local.get $mode) (i32.const 104))
      (then (drop (call $respond (call $blob))) (return (i32.const 2))))
    (i32.const 0))
  (func (export "hp_cache_store") (result i32)
    (if (call $is (call $mode (i32.const 96) (i32.const 5)) (i32.const 115))
      (then
        (drop (call $cache_ttl (i64.const 60000)))
        (drop (call $cache_tag (i32.const 224) (i32.const 3)))
        (return (i32.const 1))))
    (i32.const 0))

  (func (export "hp_on_done") (drop (call $metric_add (i32.const 240) (i32.const 4) (f64.const 1))))

  ;; Logs what it hears of; n wants to hear it again, t traps.
  (func (export "hp_on_event") (param i32 i32 i32) (result i32) (local $mode i32)
    (call $log (i32.const 3) (local.get 1) (local.get 2))
    (local.set $mode (call $mode (i32.const 112) (i32.const 5)))
    (if (call $is (local.get $mode) (i32.const 116)) (then unreachable))
    (call $is (local.get $mode) (i32.const 110)))
  (func (export "hp_on_tick") (result i32)
    (call $log (i32.const 3) (i32.const 128) (i32.const 2))
    (i32.const 0))
)
