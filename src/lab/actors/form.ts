/** The fields of the form in a page that asks for a password, with the values that the page gives them (a token against forgery). */
export function passwordForm(html: string): ReadonlyMap<string, string> | undefined {
  for (const [form] of html.matchAll(/<form\b[\s\S]*?<\/form>/gi)) {
    if (!/type=["']?password/i.test(form)) continue
    const fields = [...form.matchAll(/<(?:input|select|textarea)\b[^>]*>/gi)].flatMap(([tag]): [string, string][] => {
      const name = attribute(tag, 'name')
      return name === undefined || /type=["']?(?:submit|button|file)/i.test(tag) ? [] : [[name, attribute(tag, 'value') ?? '']]
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
