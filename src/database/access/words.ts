/** As much of a table as its names tell. */
interface Table {
  readonly name: string
  readonly columns: readonly { readonly name: string }[]
}

const words = (name: string): string =>
  name
    .split('.')
    .at(-1)!
    .replace(/([a-z\d])([A-Z])/g, '$1_$2')
    .toLowerCase()

const SECRET_COLUMN =
  /(?:^|_)(?:password|passwd|pwd|secret|token|api_?key|private_?key|otp|pin(?:_?code)?|ssn|national_?id|passport|iban|account_?number|routing_?number|card_?number|cvv|bank|access_?key|refresh)(?:_|$)/
const PERSONAL_COLUMN =
  /(?:^|_)(?:e?mail|phone|mobile|telephone|whatsapp|birth(?:day|date|_date)|dob|date_of_birth|ip_?address|salary|income|gender|diagnosis|medical|stripe_customer_id|customer_name)(?:_|$)/
/** Places and names are private where the row is a person's; shops, cities and vendors have them too. */
const PLACE_COLUMN = /(?:^|_)(?:address|street|zip(?:_?code)?|postal_?code|latitude|longitude|full_name|first_name|last_name)(?:_|$)/
const MONEY_COLUMN =
  /(?:^|_)(?:amount|total|subtotal|balance|price|fee|paid|payment|payout|commission|credits?|refund|tip|earnings|revenue)(?:_|$)/

const MONEY_TABLE =
  /(?:^|_)(?:orders?|order_items|order_lines|line_items|payments?|transactions?|invoices?|payouts?|wallets?|withdrawals?|refunds?|subscriptions?|purchases?|bookings?|reservations?|charges?|credits?|ledger|escrows?|earnings|commissions?|donations?|sales|checkouts?)(?:_(?:items?|lines?|details?|history|records?|requests?|attempts?|events?))?$/
const PRIVATE_TABLE =
  /(?:^|_)(?:messages?|conversations?|chats?|notifications?|carts?|cart_items|addresses|documents?|medical|patients?|prescriptions?|tickets|support_tickets|private|secrets?|credentials?|sessions?|audit_logs?|audit|api_keys|devices|push_tokens|notes|journals?|diary|contracts?|disputes?|reports|kyc|verifications?|identity|search_history)(?:_|$)/
/** Forms that strangers are meant to fill in. */
const FORM_TABLE =
  /(?:^|_)(?:newsletters?|subscribers?|newsletter_subscriptions|contacts?|contact_(?:messages|submissions|requests|forms?)|wait(?:ing)?_?list(?:s|_.*)?|feedbacks?|leads?|inquir(?:y|ies)|enquir(?:y|ies)|sign_?ups?|email_captures?|submissions?|survey_?responses?|responses?|rsvps?|page_?views?|views|clicks|impressions|visits?|visitors?|events?|analytics|tracking|telemetry|metrics|logs?|demo_requests|quote_requests|applications|job_applications|quotes|early_access|beta_.*|poll_votes|votes)(?:_|$)/
/** Things that a shop or a site shows to everyone. */
const CATALOGUE_TABLE =
  /(?:^|_)(?:products?|product_(?:variants?|images?|categories|tags|options)|variants|categor(?:y|ies)|collections?|brands?|tags?|plans?|pricing|prices|pages?|posts?|blogs?|blog_posts|articles?|faqs?|banners?|testimonials?|reviews?|ratings?|settings|site_settings|store_settings|countries|cities|states|regions|currencies|languages|features?|courses?|lessons?|listings?|properties|services?|events?|venues?|menus?|menu_items|recipes?|games?|galler(?:y|ies)|images|media|videos?|badges?|achievements|leaderboards?|public_.*|stores?|shops?|templates?|skills|coupons|promotions|discounts|shipping_(?:rates|methods|zones)|portfolio|projects|team|team_members|news|announcements|comments|likes|follows|followers|hashtags|themes|announcements|translations|slides|sliders?|hero.*)$/

/** What people say for others to see and count: that a token marks who said it is no key to anything. */
const OPINION_TABLE = /(?:^|_)(?:votes|upvotes|downvotes|reactions)$/

export const isMoney = (table: Table): boolean => MONEY_TABLE.test(words(table.name)) || columnsThat(table, MONEY_WRITTEN).length > 0
const MONEY_WRITTEN = /(?:^|_)(?:balance|amount|total|payout|credits?|commission|wallet)(?:_|$)/

/** Named after money, not merely holding an amount. */
export const isMoneyByName = (name: string): boolean => MONEY_TABLE.test(words(name))

export const isPrivateByName = (name: string): boolean =>
  PRIVATE_TABLE.test(words(name)) ||
  /(?:^|_)(?:users?|profiles?|customers?|clients?|patients?|members?|employees?|guests?)(?:_|$)/.test(words(name))

export const isForm = (table: Table): boolean => FORM_TABLE.test(words(table.name)) && !MONEY_TABLE.test(words(table.name))

export const isOpinion = (table: Table): boolean => OPINION_TABLE.test(words(table.name))

export const isCatalogue = (table: Table): boolean => CATALOGUE_TABLE.test(words(table.name))

const CODE_TABLE = /(?:^|_)(?:coupons?|vouchers?|promo(?:tion)?s?|promo(?:tion)?_codes?|discounts?|discount_codes?|gift_cards?)$/

/** Codes that lower the price for whoever knows them. */
export const holdsCodes = (table: Table): boolean => CODE_TABLE.test(words(table.name)) && columnsThat(table, /^(?:\w+_)?code$/).length > 0

/** Columns that must not be read by strangers, gravest first. */
export function privateColumns(table: Table): string[] {
  const names = table.columns.map(column => column.name)
  const secret = secretColumns(table)
  // What a shop shows of itself (its address, its phone) is no one's private matter.
  const personal = isCatalogue(table) ? [] : names.filter(name => !secret.includes(name) && PERSONAL_COLUMN.test(words(name)))
  const places =
    personal.length > 0 || MONEY_TABLE.test(words(table.name)) || /address/.test(table.name)
      ? names.filter(name => !secret.includes(name) && !personal.includes(name) && PLACE_COLUMN.test(words(name)))
      : []
  return [...secret, ...personal, ...places]
}

/** Of those, the ones that are private wherever they stand. */
export const graveColumns = (table: Table): string[] => privateColumns(table).filter(name => !PLACE_COLUMN.test(words(name)))

export const isPrivate = (table: Table): boolean =>
  !isCatalogue(table) &&
  (MONEY_TABLE.test(words(table.name)) ||
    PRIVATE_TABLE.test(words(table.name)) ||
    (FORM_TABLE.test(words(table.name)) && privateColumns(table).length > 0) ||
    privateColumns(table).length > 0)

const secretColumns = (table: Table): string[] =>
  columnsThat(table, SECRET_COLUMN).filter(name => !(isOpinion(table) && /(?:^|_)token$/.test(words(name))))

export const holdsSecrets = (table: Table): boolean => secretColumns(table).length > 0

export const columnsThat = (table: Table, pattern: RegExp): string[] =>
  table.columns.map(column => column.name).filter(name => pattern.test(words(name)))

export const moneyColumns = (table: Table): string[] => columnsThat(table, MONEY_COLUMN)

/** Names of buckets and folders whose files are nobody else's business. */
export const isPrivateFiles = (bucket: string): boolean =>
  /(?:^|[-_ ])(?:payments?|receipts?|invoices?|documents?|docs|kyc|ids|id[-_](?:cards?|docs?|documents?|photos?|scans?|verifications?)|identity|passports?|licen[cs]es?|screenshots?|private|secure|secrets?|confidential|messages?|chats?|attachments?|medical|health|contracts?|resumes?|cvs?|backups?|verifications?|proofs?|statements?|tax|prescriptions?|exports?|reports?)(?:[-_ ]|$)/i.test(
    bucket.replace(/([a-z\d])([A-Z])/g, '$1-$2'),
  ) && !/public/i.test(bucket)

export const list = (names: readonly string[]): string =>
  names
    .slice(0, 3)
    .map(name => `\`${name}\``)
    .join(', ')
