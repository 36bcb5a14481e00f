// Plugins for HorizonPush. Names and order are those of the SDKs for Rust and C; what each function promises is in
// docs/plugin-abi.md.

export * from "./phase";
export * from "./http";
export * from "./exports";
export * from "./fault";
export * from "./sdk";
export * from "./hash";
export * from "./docs";
export * from "./blobs";
export * from "./net";
