// The functions of the host, as docs/plugin-abi.md lists them.

// @ts-ignore: decorator
@external("horizonpush:http", "property")
export declare function http_property(number: i32, ptr: usize, cap: i32): i32;

// @ts-ignore: decorator
@external("horizonpush:http", "query")
export declare function http_query(name: usize, nameLen: i32, ptr: usize, cap: i32): i32;

// @ts-ignore: decorator
@external("horizonpush:http", "header_get")
export declare function http_header_get(side: i32, name: usize, nameLen: i32, ptr: usize, cap: i32): i32;

// @ts-ignore: decorator
@external("horizonpush:http", "header_at")
export declare function http_header_at(side: i32, index: i32, ptr: usize, cap: i32): i32;

// @ts-ignore: decorator
@external("horizonpush:http", "header_set")
export declare function http_header_set(side: i32, name: usize, nameLen: i32, value: usize, len: i32): i32;

// @ts-ignore: decorator
@external("horizonpush:http", "header_remove")
export declare function http_header_remove(side: i32, name: usize, nameLen: i32): i32;

// @ts-ignore: decorator
@external("horizonpush:http", "rewrite")
export declare function http_rewrite(bucket: usize, bucketLen: i32, key: usize, keyLen: i32): i32;

// @ts-ignore: decorator
@external("horizonpush:http", "identify")
export declare function http_identify(ptr: usize, len: i32): i32;

// @ts-ignore: decorator
@external("horizonpush:http", "reply")
export declare function http_reply(status: i32, ptr: usize, len: i32): i32;

// @ts-ignore: decorator
@external("horizonpush:http", "deny")
export declare function http_deny(code: usize, codeLen: i32, message: usize, messageLen: i32): i32;

// @ts-ignore: decorator
@external("horizonpush:http", "emit")
export declare function http_emit(ptr: usize, len: i32): i32;

// @ts-ignore: decorator
@external("horizonpush:http", "cache_key")
export declare function http_cache_key(ptr: usize, len: i32): i32;

// @ts-ignore: decorator
@external("horizonpush:http", "cache_ttl")
export declare function http_cache_ttl(milliseconds: i64): i32;

// @ts-ignore: decorator
@external("horizonpush:http", "cache_tag")
export declare function http_cache_tag(ptr: usize, len: i32): i32;

// @ts-ignore: decorator
@external("horizonpush:blobs", "object")
export declare function blobs_object(hash: usize): i64;

// @ts-ignore: decorator
@external("horizonpush:blobs", "size")
export declare function blobs_size(hash: usize): i64;

// @ts-ignore: decorator
@external("horizonpush:blobs", "read")
export declare function blobs_read(hash: usize, offset: i64, ptr: usize, cap: i32): i32;

// @ts-ignore: decorator
@external("horizonpush:blobs", "write_open")
export declare function blobs_write_open(): i32;

// @ts-ignore: decorator
@external("horizonpush:blobs", "write")
export declare function blobs_write(handle: i32, ptr: usize, len: i32): i32;

// @ts-ignore: decorator
@external("horizonpush:blobs", "write_finish")
export declare function blobs_write_finish(handle: i32, hash: usize): i64;

// @ts-ignore: decorator
@external("horizonpush:blobs", "respond")
export declare function blobs_respond(hash: usize): i32;

// @ts-ignore: decorator
@external("horizonpush:blobs", "replace_body")
export declare function blobs_replace_body(hash: usize): i32;

// @ts-ignore: decorator
@external("horizonpush:docs", "get")
export declare function docs_get(bucket: usize, bucketLen: i32, key: usize, keyLen: i32, ptr: usize, cap: i32): i32;

// @ts-ignore: decorator
@external("horizonpush:docs", "set")
export declare function docs_set(bucket: usize, bucketLen: i32, key: usize, keyLen: i32, value: usize, len: i32): i32;

// @ts-ignore: decorator
@external("horizonpush:docs", "delete")
export declare function docs_delete(bucket: usize, bucketLen: i32, key: usize, keyLen: i32): i32;

// @ts-ignore: decorator
@external("horizonpush:docs", "list")
export declare function docs_list(bucket: usize, bucketLen: i32, prefix: usize, prefixLen: i32, after: usize, afterLen: i32, ptr: usize, cap: i32): i32;

// @ts-ignore: decorator
@external("horizonpush:docs", "subscribe")
export declare function docs_subscribe(bucket: usize, bucketLen: i32, prefix: usize, prefixLen: i32): i32;

// @ts-ignore: decorator
@external("horizonpush:sdk", "log")
export declare function sdk_log(level: i32, ptr: usize, len: i32): void;

// @ts-ignore: decorator
@external("horizonpush:sdk", "config")
export declare function sdk_config(name: usize, nameLen: i32, ptr: usize, cap: i32): i32;

// @ts-ignore: decorator
@external("horizonpush:sdk", "metric_add")
export declare function sdk_metric_add(name: usize, nameLen: i32, delta: f64): i32;

// @ts-ignore: decorator
@external("horizonpush:sdk", "metric_set")
export declare function sdk_metric_set(name: usize, nameLen: i32, value: f64): i32;

// @ts-ignore: decorator
@external("horizonpush:sdk", "metric_observe")
export declare function sdk_metric_observe(name: usize, nameLen: i32, value: f64): i32;

// @ts-ignore: decorator
@external("horizonpush:sdk", "time")
export declare function sdk_time(): i64;

// @ts-ignore: decorator
@external("horizonpush:sdk", "random")
export declare function sdk_random(ptr: usize, len: i32): i32;

// @ts-ignore: decorator
@external("horizonpush:sdk", "hash")
export declare function sdk_hash(algorithm: i32, ptr: usize, len: i32, out: usize): i32;

// @ts-ignore: decorator
@external("horizonpush:sdk", "hash_open")
export declare function sdk_hash_open(algorithm: i32): i32;

// @ts-ignore: decorator
@external("horizonpush:sdk", "hash_update")
export declare function sdk_hash_update(handle: i32, ptr: usize, len: i32): i32;

// @ts-ignore: decorator
@external("horizonpush:sdk", "hash_finish")
export declare function sdk_hash_finish(handle: i32, out: usize): i32;

// @ts-ignore: decorator
@external("horizonpush:sdk", "hmac")
export declare function sdk_hmac(algorithm: i32, key: usize, keyLen: i32, ptr: usize, len: i32, out: usize): i32;

// @ts-ignore: decorator
@external("horizonpush:sdk", "encode")
export declare function sdk_encode(form: i32, ptr: usize, len: i32, out: usize, cap: i32): i32;

// @ts-ignore: decorator
@external("horizonpush:sdk", "decode")
export declare function sdk_decode(form: i32, ptr: usize, len: i32, out: usize, cap: i32): i32;

// @ts-ignore: decorator
@external("horizonpush:sdk", "var_get")
export declare function sdk_var_get(name: usize, nameLen: i32, ptr: usize, cap: i32): i32;

// @ts-ignore: decorator
@external("horizonpush:sdk", "var_set")
export declare function sdk_var_set(name: usize, nameLen: i32, ptr: usize, len: i32): i32;

// @ts-ignore: decorator
@external("horizonpush:sdk", "cache_invalidate")
export declare function sdk_cache_invalidate(tag: usize, len: i32): i32;

// @ts-ignore: decorator
@external("horizonpush:sdk", "node_id")
export declare function sdk_node_id(ptr: usize): i32;

// @ts-ignore: decorator
@external("horizonpush:sdk", "deadline")
export declare function sdk_deadline(): i64;

// @ts-ignore: decorator
@external("horizonpush:net", "request")
export declare function net_request(ptr: usize, len: i32, body: usize, bodyLen: i32): i32;

// @ts-ignore: decorator
@external("horizonpush:net", "status")
export declare function net_status(handle: i32): i32;

// @ts-ignore: decorator
@external("horizonpush:net", "header")
export declare function net_header(handle: i32, name: usize, nameLen: i32, ptr: usize, cap: i32): i32;

// @ts-ignore: decorator
@external("horizonpush:net", "read")
export declare function net_read(handle: i32, ptr: usize, cap: i32): i32;
