import { type ClassValue, textOf, type Value } from '../value.js'

/** The entity that a class, or a name, stands for. */
export const entityName = (value: Value | undefined): string | undefined => (value?.k === 'class' ? value.fact.name : textOf(value))

/** The entity of what is handed over to be stored: a row that was read, what `create` made, or a list of them. */
export function entityIn(value: Value | undefined): string | undefined {
  switch (value?.k) {
    case 'object':
      return value.cls?.fact.name
    case 'origin':
      return value.from === 'row' ? value.name : undefined
    case 'list':
      return value.items.map(entityIn).find(Boolean)
    case 'either':
      return value.of.map(one => entityIn(one.value)).find(Boolean)
    default:
      return undefined
  }
}

/** `manager.create(Order, { … })`: what is made knows what it is. */
export const asEntity = (cls: ClassValue, value: Value): Value => (value.k === 'object' ? { ...value, cls } : value)
