export type Expression =
  | { readonly kind: 'constant'; readonly value: undefined | boolean | number | string }
  | { readonly kind: 'name'; readonly name: string }
  | { readonly kind: 'rest' }
  | { readonly kind: 'index'; readonly of: Expression; readonly key: Expression }
  | { readonly kind: 'call'; readonly of: Expression; readonly method: string | undefined; readonly args: readonly Expression[] }
  | { readonly kind: 'function'; readonly parameters: readonly string[]; readonly takesRest: boolean; readonly body: Block }
  | { readonly kind: 'table'; readonly items: readonly { readonly key: Expression | undefined; readonly value: Expression }[] }
  | { readonly kind: 'unary'; readonly sign: string; readonly of: Expression }
  | { readonly kind: 'binary'; readonly sign: string; readonly left: Expression; readonly right: Expression }

export type Statement =
  | { readonly kind: 'local'; readonly names: readonly string[]; readonly values: readonly Expression[] }
  | { readonly kind: 'assign'; readonly targets: readonly Expression[]; readonly values: readonly Expression[] }
  | { readonly kind: 'do-call'; readonly call: Expression }
  | { readonly kind: 'if'; readonly arms: readonly { readonly test: Expression | undefined; readonly body: Block }[] }
  | { readonly kind: 'while'; readonly test: Expression; readonly body: Block }
  | { readonly kind: 'repeat'; readonly test: Expression; readonly body: Block }
  | { readonly kind: 'count'; readonly name: string; readonly range: readonly Expression[]; readonly body: Block }
  | { readonly kind: 'each'; readonly names: readonly string[]; readonly over: readonly Expression[]; readonly body: Block }
  | { readonly kind: 'block'; readonly body: Block }
  | { readonly kind: 'local-function'; readonly name: string; readonly value: Expression }
  | { readonly kind: 'return'; readonly values: readonly Expression[] }
  | { readonly kind: 'break' }

export type Block = readonly Statement[]
