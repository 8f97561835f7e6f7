import type { ObjectExpression } from 'oxc-parser'
import type { CodeFile } from '../code.js'
import { bare, dotted, entry, returned, text, walkTree, type Argument, type Expression, type SyntaxNode } from '../tree.js'

/** An object literal with the file that holds it. */
export interface Held {
  readonly object: ObjectExpression
  readonly file: CodeFile
}

/** What the files of an app call by a name: columns and tables that stand beside the class that is a model. */
export interface Named {
  readonly objects: ReadonlyMap<string, Held>
  readonly texts: ReadonlyMap<string, string>
  /** What a static method of a class gives back, by `Class.method`: the options of its model. */
  readonly given: ReadonlyMap<string, Held>
}

/** Constants at the top of files, and options that classes give. A name that two files use for two things is nobody's. */
export function namedIn(files: readonly CodeFile[]): Named {
  const [objects, texts, given] = [new Map<string, Held>(), new Map<string, string>(), new Map<string, Held>()]
  const twice = new Set<string>()
  const keep = <Value>(into: Map<string, Value>, name: string, value: Value): void => {
    if (into.has(name) && into.get(name) !== value) twice.add(name)
    into.set(name, value)
  }
  for (const file of files)
    walkTree(file.program, (node, parents) => {
      if (node.type === 'VariableDeclarator') {
        const { id, init } = node as unknown as { id: { name?: string }; init: Expression | null }
        const value = bare(init)
        const word = text(value)
        if (id.name === undefined || parents.some(isFunction)) return
        if (word !== undefined) keep(texts, id.name, word)
        else if (value?.type === 'ObjectExpression') keep(objects, id.name, { object: value, file })
      } else if (node.type === 'MethodDefinition') {
        const { key, value, static: isStatic } = node as unknown as { key: { name?: string }; value: Expression; static: boolean }
        const object = isStatic ? returned(value) : undefined
        const name = classAround(parents)
        if (name && key.name && object?.type === 'ObjectExpression') keep(given, `${name}.${key.name}`, { object, file })
      }
    })
  for (const name of twice) for (const map of [objects, texts, given]) map.delete(name)
  return { objects, texts, given }
}

const isFunction = (node: SyntaxNode): boolean => /Function|MethodDefinition/.test(node.type)

/** The class whose body holds what is under `parents`. */
export const classAround = (parents: readonly SyntaxNode[]): string | undefined =>
  (parents.findLast(node => /^Class/.test(node.type) && node.type !== 'ClassBody') as unknown as { id?: { name: string } } | undefined)?.id
    ?.name

/** An object where it is written, or where its name leads: `init(ProductSchema, Product.config(sequelize))`. */
export function heldBy(node: Argument | undefined, file: CodeFile, named: Named): Held | undefined {
  if (node?.type === 'ObjectExpression') return { object: node, file }
  if (node?.type === 'Identifier') return named.objects.get(node.name)
  return node?.type === 'CallExpression' ? named.given.get(dotted(node.callee as Expression).join('.')) : undefined
}

/** A text, or the constant that holds it. */
export const wordOf = (node: Expression | undefined, named: Named): string | undefined =>
  text(node) ?? (node?.type === 'Identifier' ? named.texts.get(node.name) : undefined)

export const optionOf = (options: Held | undefined, name: string): Expression | undefined => entry(options?.object, name)
