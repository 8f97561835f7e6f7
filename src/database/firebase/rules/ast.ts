/** A rules file of the Security Rules language (Firestore, Storage), as written. Lines count from 1. */
export interface RulesFile {
  readonly version: 1 | 2
  readonly functions: readonly RulesFunction[]
  readonly services: readonly RulesService[]
}

export interface RulesService {
  /** `cloud.firestore` or `firebase.storage`. */
  readonly name: string
  readonly line: number
  readonly functions: readonly RulesFunction[]
  readonly matches: readonly MatchBlock[]
}

export interface MatchBlock {
  readonly line: number
  readonly pattern: readonly PatternPart[]
  readonly functions: readonly RulesFunction[]
  readonly allows: readonly Allow[]
  readonly matches: readonly MatchBlock[]
}

/** `users`, `{id}` or `{rest=**}`. */
export interface PatternPart {
  readonly kind: 'name' | 'one' | 'rest'
  readonly text: string
}

export type AllowMethod = 'read' | 'get' | 'list' | 'write' | 'create' | 'update' | 'delete'

export interface Allow {
  readonly line: number
  readonly methods: readonly AllowMethod[]
  /** Without one, the method is always allowed. */
  readonly condition: RulesExpr | undefined
  /** Where the statement stands, and its condition within: characters of the text, without its byte order mark. */
  readonly range: TextRange
  readonly conditionRange: TextRange | undefined
}

export interface TextRange {
  readonly start: number
  readonly end: number
}

export interface RulesFunction {
  readonly name: string
  readonly line: number
  readonly parameters: readonly string[]
  readonly lets: readonly { readonly name: string; readonly value: RulesExpr }[]
  readonly result: RulesExpr
}

export type BinaryOperator = '||' | '&&' | '==' | '!=' | 'in' | '<' | '<=' | '>' | '>=' | '+' | '-' | '*' | '/' | '%'

export type RulesExpr =
  | { readonly e: 'literal'; readonly value: null | boolean | number | string; readonly float?: true; readonly l: number }
  | { readonly e: 'name'; readonly name: string; readonly l: number }
  | { readonly e: 'member'; readonly of: RulesExpr; readonly name: string; readonly l: number }
  | { readonly e: 'index'; readonly of: RulesExpr; readonly from: RulesExpr; readonly to?: RulesExpr; readonly l: number }
  | { readonly e: 'call'; readonly name: string; readonly args: readonly RulesExpr[]; readonly l: number }
  | { readonly e: 'method'; readonly of: RulesExpr; readonly name: string; readonly args: readonly RulesExpr[]; readonly l: number }
  | { readonly e: 'list'; readonly items: readonly RulesExpr[]; readonly l: number }
  | { readonly e: 'map'; readonly entries: readonly (readonly [RulesExpr, RulesExpr])[]; readonly l: number }
  | { readonly e: 'path'; readonly parts: readonly (string | RulesExpr)[]; readonly l: number }
  | { readonly e: 'unary'; readonly op: '!' | '-'; readonly of: RulesExpr; readonly l: number }
  | { readonly e: 'binary'; readonly op: BinaryOperator; readonly a: RulesExpr; readonly b: RulesExpr; readonly l: number }
  | { readonly e: 'ternary'; readonly test: RulesExpr; readonly yes: RulesExpr; readonly no: RulesExpr; readonly l: number }
  | { readonly e: 'is'; readonly of: RulesExpr; readonly type: string; readonly l: number }
