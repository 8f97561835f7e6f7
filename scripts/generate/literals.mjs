import { parseSync } from 'oxc-parser'

/** Every `key: 'text'` and `key: ['text']` of the first object literal for which `accept` holds, read from the code without running it. */
export function literalsOf(file, code, accept) {
  const { program, errors } = parseSync(file, code)
  if (errors.length) throw new Error(`${file}: ${errors[0].message}`)
  const found = []
  walk(program, node => {
    if (node.type !== 'ObjectExpression') return
    const entries = {}
    for (const property of node.properties)
      if (property.type === 'Property') entries[property.key.name ?? property.key.value] = textOf(property.value)
    if (accept(entries)) found.push(entries)
  })
  if (!found.length) throw new Error(`${file}: its texts are not plain literals`)
  return found[0]
}

function textOf(node) {
  if (node.type === 'Literal') return node.value
  if (node.type === 'ArrayExpression') return node.elements.map(textOf)
  if (node.type === 'TemplateLiteral' && !node.expressions.length) return node.quasis[0].value.cooked
  if (node.type === 'BinaryExpression' && node.operator === '+') return textOf(node.left) + textOf(node.right)
  if (node.type === 'TSAsExpression') return textOf(node.expression)
  return undefined
}

function walk(node, visit) {
  if (!node || typeof node !== 'object') return
  if (typeof node.type === 'string') visit(node)
  for (const value of Object.values(node)) if (value && typeof value === 'object') walk(value, visit)
}
