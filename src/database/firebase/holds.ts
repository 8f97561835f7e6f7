import type { AccessObject } from '#database/access/matrix'

const words = (name: string): string =>
  name
    .replace(/([a-z\d])([A-Z])/g, '$1_$2')
    .replaceAll('-', '_')
    .toLowerCase()

const SECRET =
  /(?:^|_)(?:password|passwd|secret|api_?keys?|private_?key|access_?token|refresh_?token|credentials?|ssn|cvv|card_?number|otps?|otp_codes?|verification_codes?)(?:_|$)/
const PERSONAL_FIELD =
  /(?:^|_)(?:e?mail|phone(?:_?number)?|mobile|birth(?:day|date)|dob|address|salary|diagnosis|stripe_customer_id)(?:_|$)/
const PERSONAL =
  /(?:^|_)(?:users?|customers?|clients?|patients?|members?|employees?|students?|guests?|messages?|conversations?|chats?|notifications?|carts?|addresses|medical|prescriptions?|tickets|private|sessions?|audit(?:_logs?)?|devices|fcm_tokens|push_tokens|notes|journals?|diary|todos?|tasks|expenses|budgets?|goals|habits|entries|health|kyc|contacts?|leads?|subscribers|submissions|applications|appointments|resumes?|documents|favou?rites|wishlists?)$/
const BUSINESS =
  /(?:^|_)(?:orders?|order_items|payments?|transactions?|invoices?|payouts?|wallets?|withdrawals?|refunds?|subscriptions?|purchases?|bookings?|reservations?|charges?|credits|ledger|earnings|commissions?|donations?|sales|checkouts?|quotes|contracts|inventory|stock|suppliers|rentals)$/
const CATALOGUE =
  /(?:^|_)(?:products?|categor(?:y|ies)|collections?|brands?|tags?|plans|pricing|prices|pages?|posts?|blogs?|articles?|faqs?|banners?|testimonials?|reviews?|ratings?|settings|config(?:uration)?|site|content|countries|cities|features?|courses?|lessons?|listings?|properties|services?|events?|venues?|menus?|menu_items|recipes?|games?|galler(?:y|ies)|images|media|videos?|badges?|achievements|leaderboards?|public.*|.*_public|stores?|shops?|templates?|skills|coupons|promotions|projects|team|news|announcements|comments|likes|follow(?:s|ers|ing)|slides|hero.*|restaurants?|songs|movies|books|questions|quizzes|polls|votes|jobs|portfolio|usernames|counters?|stats|metadata|avatars?|scores?|rooms?|lobbies|matches|players?|rankings?|logos?|profile_(?:pictures|images|photos|pics))$/
const FORM =
  /(?:^|_)(?:newsletters?|subscribers?|subscriptions_newsletter|contacts?|contact_(?:messages|submissions|requests|forms?|us)|messages_contact|wait_?list.*|feedbacks?|leads?|inquir(?:y|ies)|enquir(?:y|ies)|sign_?ups?|submissions?|survey_?responses?|responses?|rsvps?|page_?views?|views|clicks|impressions|visits?|visitors?|analytics|tracking|telemetry|metrics|logs?|errors?|early_access|applications|job_applications|votes|reports|stats|counters?|presence|mail)$/

/** What a collection holds, by its name and its fields. */
export function holdsOf(collection: string, fields: readonly string[]): AccessObject['holds'] {
  const name = words(collection)
  const held = fields.map(words)
  if (SECRET.test(name) || held.some(field => SECRET.test(field))) return 'secret'
  if (BUSINESS.test(name)) return 'business'
  if (PERSONAL.test(name)) return 'personal'
  if (CATALOGUE.test(name)) return 'catalogue'
  if (held.some(field => PERSONAL_FIELD.test(field))) return 'personal'
  return 'unknown'
}

/** Strangers are meant to write here. */
export const isFormName = (collection: string): boolean => FORM.test(words(collection)) && !BUSINESS.test(words(collection))
