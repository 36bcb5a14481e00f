;; A plugin that means harm. What it does with a request is the first letter of its setting "do",
;; what it does when it starts that of "start".
(module
  (import "horizonpush:sdk" "config" (func $config (param i32 i32 i32 i32) (result i32)))
  (import "horizonpush:sdk" "time" (func $time (result i64)))
  (memory (export "memory") 2)
  (data (i32.const 16) "do")
  (data (i32.const 32) "start")

  (func (export "hp_abi_version") (result i32) (i32.const 1))
  (func (export "hp_alloc") (param i32) (result i32) (i32.const 65536))

  ;; The first letter of a setting; 0 if it is not set.
  (func $letter (param i32 i32) (result i32)
    (if (result i32) (i32.gt_s (call $config (local.get 0) (local.get 1) (i32.const 1024) (i32.const 16)) (i32.const 0))
      (then (i32.load8_u (i32.const 1024)))
      (else (i32.const 0))))
  (func $is (param i32 i32) (result i32) (i32.eq (local.get 0) (local.get 1)))

  ;; Computes for so many milliseconds, asking for the time now and then.
  (func $busy (param $millis i64) (local $until i64) (local $i i32)
    (local.set $until (i64.add (call $time) (local.get $millis)))
    (loop $again
      (local.set $i (i32.const 100000))
      (loop $count
        (local.set $i (i32.sub (local.get $i) (i32.const 1)))
        (br_if $count (local.get $i)))
      (br_if $again (i64.lt_s (call $time) (local.get $until)))))

  ;; s starts slowly, l never ends to start.
  (func (export "hp_init") (result i32) (local $letter i32)
    (local.set $letter (call $letter (i32.const 32) (i32.const 5)))
    (if (call $is (local.get $letter) (i32.const 115)) (then (call $busy (i64.const 300))))
    (if (call $is (local.get $letter) (i32.const 108)) (then (loop $forever (br $forever))))
    (i32.const 0))

  ;; l loops, g grows and never ends to, f asks the host for ever, a takes 4 GiB for granted, t traps,
  ;; b uses most of its 50 ms and comes back, u all of its memory, k one page more than it began with.
  (func (export "hp_on_request") (result i32) (local $letter i32)
    (local.set $letter (call $letter (i32.const 16) (i32.const 2)))
    (if (call $is (local.get $letter) (i32.const 108)) (then (loop $forever (br $forever))))
    (if (call $is (local.get $letter) (i32.const 103))
      (then (loop $more (drop (memory.grow (i32.const 1))) (br $more))))
    (if (call $is (local.get $letter) (i32.const 102))
      (then (loop $again (drop (call $letter (i32.const 16) (i32.const 2))) (br $again))))
    (if (call $is (local.get $letter) (i32.const 97))
      (then
        (i32.store
          (i32.sub (i32.mul (i32.add (memory.grow (i32.const 65000)) (i32.const 65000)) (i32.const 65536)) (i32.const 4))
          (i32.const 1))))
    (if (call $is (local.get $letter) (i32.const 116)) (then unreachable))
    (if (call $is (local.get $letter) (i32.const 98)) (then (call $busy (i64.const 30))))
    (if (call $is (local.get $letter) (i32.const 117)) (then (loop $page (br_if $page (call $another)))))
    (if (i32.and (call $is (local.get $letter) (i32.const 107)) (i32.eq (memory.size) (i32.const 2)))
      (then (drop (call $another))))
    (i32.const 0))

  ;; Takes a page and writes into it; 0 if there is none.
  (func $another (result i32) (local $at i32)
    (local.set $at (memory.grow (i32.const 1)))
    (if (i32.lt_s (local.get $at) (i32.const 0)) (then (return (i32.const 0))))
    (i32.store (i32.mul (local.get $at) (i32.const 65536)) (i32.const 1))
    (i32.const 1)))
