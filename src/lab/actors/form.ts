/** The fields of the form in a page that asks for a password, with the values that the page gives them (a token against forgery). */
export function passwordForm(html: string): ReadonlyMap<string, string> | undefined {
  for (const [form] of html.matchAll(/<form\b[\s\S]*?<\/form>/gi)) {
    if (!/type=["']?password/i.test(form)) continue
    const fields = [...form.matchAll(/<(?:input|select|textarea)\b[^>]*>/gi)].flatMap(([tag]): [string, string][] => {
      const name = attribute(tag, 'name')
      if (name === undefined || /type=["']?(?:submit|button|file|reset|image)/i.test(tag)) return []
      // A box that nobody ticked is not sent; one that must be ticked is.
      const isBox = /type=["']?(?:checkbox|radio)/i.test(tag)
      if (isBox && !/\s(?:checked|required)\b/i.test(tag) && !/terms|agree|accept|consent|gdpr/i.test(name)) return []
      return [[name, attribute(tag, 'value') ?? (isBox ? 'on' : '')]]
    })
    if (fields.length > 1) return new Map(fields)
  }
  return undefined
}

const attribute = (tag: string, name: string): string | undefined =>
  new RegExp(`\\b${name}\\s*=\\s*(?:"([^"]*)"|'([^']*)'|([^\\s>]+))`, 'i')
    .exec(tag)
    ?.slice(1)
    .find(value => value !== undefined)
