/** What is counted, rated or costs something is never less than nothing; an amount may be given back. */
export const isCounted = (field: string): boolean => COUNTED.test(field.replaceAll(/([a-z])([A-Z])/g, '$1_$2').toLowerCase())

const COUNTED =
  /^(?:\w+_)?(?:qty|quantity|stock|count|price|total|subtotal|rating|stars|seats|guests|nights|tickets|capacity)(?:_cents|_per_\w+)?$/
