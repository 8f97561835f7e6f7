/**
 * What one code file says, lowered from its syntax tree to a small language that the interpreter runs: about twenty
 * kinds of expression and ten of step. Types, casts, parentheses, comments and `await` are gone. Plain data, so that it
 * can be cached by the file's hash. Keys are short because caches hold a lot of them; `l` is always a line from 1.
 */
export interface FileFacts {
  readonly file: string
  /** `'use server'`, `'use client'` at the top. */
  readonly directives: readonly string[]
  readonly imports: readonly ImportFact[]
  readonly exports: readonly ExportFact[]
  /** Index 0 is the module itself. */
  readonly functions: readonly FunctionFact[]
  readonly classes: readonly ClassFact[]
  /** Syntax errors: line and message. A file with errors is read as far as the parser recovered. */
  readonly errors: readonly { readonly l: number; readonly message: string }[]
}

/** `name`: imported name, `default`, or `*` for the namespace. */
export interface ImportFact {
  readonly local: string
  readonly name: string
  readonly from: string
  readonly l: number
  /** Only types: nothing at run time. */
  readonly type?: true
}

/** `local` for `export { local as name }`; `from` for re-exports; `name` `*` for `export * from`. */
export interface ExportFact {
  readonly name: string
  readonly local?: string
  readonly from?: string
  readonly imported?: string
  readonly l: number
}

export interface FunctionFact {
  readonly name: string
  readonly l: number
  /** Last line. */
  readonly end: number
  readonly params: readonly Pattern[]
  /** Name of each parameter's annotated type, for injection. */
  readonly types: readonly (string | undefined)[]
  readonly body: readonly Step[]
  readonly arrow: boolean
  readonly async?: true
  readonly directives: readonly string[]
}

export interface ClassFact {
  readonly name: string
  readonly l: number
  readonly parent: Expr | undefined
  readonly members: readonly ClassMember[]
  readonly decorators: readonly Expr[]
}

export interface ClassMember {
  readonly name: string
  readonly kind: 'method' | 'field' | 'constructor' | 'get' | 'set'
  readonly static: boolean
  readonly l: number
  readonly value: Expr | undefined
  readonly type: string | undefined
  /** `Item` of a field `items: Item[]`. */
  readonly listOf?: string
  readonly decorators: readonly Expr[]
  /** For constructors: parameters that are fields as well (`constructor(private db: Db)`). */
  readonly promoted?: readonly string[]
  /** For constructors and decorated methods: what a framework that injects them goes by. */
  readonly parameters?: readonly ParameterFact[]
}

/** A parameter as frameworks see it: `@Body() order: OrderDto`. */
export interface ParameterFact {
  readonly type: string | undefined
  readonly decorators: readonly Expr[]
}

export type Expr =
  | { readonly t: 'lit'; readonly v: string | number | boolean | null | undefined }
  | { readonly t: 'rx'; readonly v: string; readonly flags: string; readonly l: number }
  | { readonly t: 'tpl'; readonly q: readonly string[]; readonly x: readonly Expr[]; readonly l: number }
  | { readonly t: 'tag'; readonly f: Expr; readonly q: readonly string[]; readonly x: readonly Expr[]; readonly l: number }
  | { readonly t: 'id'; readonly n: string; readonly l: number }
  | { readonly t: 'this' }
  /** `optional`: nothing is asked where there is nothing to ask (`user?.role`), and the whole is then undefined. */
  | { readonly t: 'get'; readonly o: Expr; readonly p: string | Expr; readonly l: number; readonly optional?: true }
  | { readonly t: 'call'; readonly f: Expr; readonly a: readonly Expr[]; readonly l: number; readonly new?: true; readonly awaited?: true }
  | { readonly t: 'fn'; readonly i: number }
  | { readonly t: 'cls'; readonly i: number }
  | { readonly t: 'obj'; readonly p: readonly ObjectPart[]; readonly l: number }
  | { readonly t: 'arr'; readonly x: readonly Expr[]; readonly l: number }
  | { readonly t: 'op'; readonly o: string; readonly x: readonly Expr[]; readonly l: number }
  | { readonly t: 'set'; readonly to: Pattern; readonly x: Expr; readonly o: string; readonly l: number }
  | { readonly t: 'spread'; readonly x: Expr }
  | { readonly t: 'import'; readonly x: Expr; readonly l: number }
  | { readonly t: 'jsx'; readonly n: string; readonly p: readonly ObjectPart[]; readonly c: readonly Expr[]; readonly l: number }
  | { readonly t: 'unknown' }

/** Key, value, line; key `null` spreads the value. */
export type ObjectPart = readonly [string | Expr | null, Expr, number]

export type Pattern =
  | { readonly t: 'id'; readonly n: string; readonly l: number }
  | { readonly t: 'opat'; readonly p: readonly (readonly [string | Expr, Pattern])[]; readonly rest?: Pattern; readonly l: number }
  | { readonly t: 'apat'; readonly p: readonly (Pattern | null)[]; readonly rest?: Pattern; readonly l: number }
  | { readonly t: 'default'; readonly p: Pattern; readonly x: Expr }
  | { readonly t: 'member'; readonly x: Expr & { t: 'get' } }
  | { readonly t: 'none' }

export type Step =
  | { readonly s: 'expr'; readonly x: Expr; readonly l: number }
  | { readonly s: 'let'; readonly p: Pattern; readonly x: Expr | undefined; readonly l: number }
  | { readonly s: 'fn'; readonly n: string; readonly i: number }
  | { readonly s: 'if'; readonly c: Expr; readonly a: readonly Step[]; readonly b: readonly Step[]; readonly l: number }
  | {
      readonly s: 'loop'
      readonly p: Pattern | undefined
      readonly over: Expr | undefined
      readonly c: Expr | undefined
      readonly body: readonly Step[]
      readonly l: number
    }
  | {
      readonly s: 'try'
      readonly body: readonly Step[]
      readonly p: Pattern | undefined
      readonly c: readonly Step[] | undefined
      readonly f: readonly Step[]
      readonly l: number
      readonly cl: number
    }
  | { readonly s: 'return'; readonly x: Expr | undefined; readonly l: number }
  | { readonly s: 'throw'; readonly x: Expr; readonly l: number }
  | { readonly s: 'break'; readonly l: number }
  | { readonly s: 'block'; readonly body: readonly Step[] }
