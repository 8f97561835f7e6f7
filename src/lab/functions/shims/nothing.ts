// What has no effect on Deno's own runtime: types, and polyfills of what is there.
export {}
