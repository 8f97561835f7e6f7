import type { OutsideAnswer, OutsideRequest } from '../../../stand-in.js'
import { json } from '../../answer.js'
import { fields, parseJson } from '../../fields.js'
import { matchRoute, type Params } from '../../route.js'
import { notEmulated, Refusal } from '../refusal.js'
import type { Place } from '../state.js'
import type { Who } from '../who.js'
import { changeUser, createUser, deleteUser, generateLink, listUsers, oneUser, requireAdmin } from './admin.js'
import type { AuthCall } from './call.js'
import { authError } from './errors.js'
import { otp, recover, resend } from './otp.js'
import { authorize } from './provider.js'
import { signup } from './signup.js'
import { token } from './token.js'
import { getUser, logout, putUser } from './user.js'
import { verifyGet, verifyPost } from './verify.js'

type Handler = (call: AuthCall, params: Params) => Promise<OutsideAnswer> | OutsideAnswer

const disabled = (status: number, code: string, message: string) => () => {
  throw new Refusal(status, code, message)
}

/** Source: https://github.com/supabase/auth/blob/master/openapi.yaml */
const ROUTES: Readonly<Record<string, Handler>> = {
  'POST /signup': signup,
  'POST /token': token,
  'GET /user': getUser,
  'PUT /user': putUser,
  'POST /logout': logout,
  'POST /recover': recover,
  'POST /otp': otp,
  'POST /magiclink': otp,
  'POST /resend': resend,
  'POST /verify': verifyPost,
  'GET /verify': verifyGet,
  'GET /authorize': authorize,
  'GET /reauthenticate': () => json(200, {}),
  'GET /settings': call => json(200, publicSettings(call.place)),
  'GET /health': () =>
    json(200, { name: 'GoTrue', version: 'stand-in', description: 'GoTrue is a user registration and authentication API' }),
  'GET /.well-known/jwks.json': () => json(200, { keys: [] }),
  'POST /factors': disabled(422, 'mfa_totp_enroll_not_enabled', 'MFA enroll is disabled for TOTP'),
  'GET /user/identities/authorize': disabled(404, 'manual_linking_disabled', 'Manual linking is disabled'),
  'DELETE /user/identities/:id': disabled(404, 'manual_linking_disabled', 'Manual linking is disabled'),
  'POST /sso': disabled(404, 'saml_provider_disabled', 'SAML 2.0 is disabled'),
}

const ADMIN: Readonly<Record<string, Handler>> = {
  'GET /admin/users': listUsers,
  'POST /admin/users': createUser,
  'GET /admin/users/:id': oneUser,
  'PUT /admin/users/:id': changeUser,
  'DELETE /admin/users/:id': deleteUser,
  'GET /admin/users/:id/factors': () => json(200, []),
  'POST /admin/generate_link': generateLink,
  'POST /invite': generateLink,
}

/** Everything under `/auth/v1`. */
export async function auth(request: OutsideRequest, who: Who | undefined, place: Place, origin: string): Promise<OutsideAnswer> {
  const path = request.path.replace(/^\/auth\/v1/, '') || '/'
  const call: AuthCall = { request, body: fields(parseJson(request.body)), place, who, origin }
  try {
    for (const [table, check] of [
      [ROUTES, () => {}],
      [ADMIN, requireAdmin],
    ] as const) {
      for (const [pattern, handler] of Object.entries(table)) {
        const params = matchRoute(pattern, request.method, path)
        if (!params) continue
        check(call)
        return await handler(call, params)
      }
    }
    throw notEmulated(`${request.method} /auth/v1${path}`)
  } catch (error) {
    return authError(error, request)
  }
}

function publicSettings(place: Place) {
  const { settings } = place.run.state
  const providers = [
    'apple',
    'azure',
    'bitbucket',
    'discord',
    'facebook',
    'figma',
    'github',
    'gitlab',
    'google',
    'linkedin_oidc',
    'slack_oidc',
    'spotify',
    'twitch',
    'twitter',
  ]
  return {
    external: { ...Object.fromEntries(providers.map(name => [name, true])), anonymous_users: settings.anonymous, email: true, phone: true },
    disable_signup: !settings.signup,
    mailer_autoconfirm: settings.autoconfirm,
    phone_autoconfirm: settings.autoconfirm,
    sms_provider: '',
    saml_enabled: false,
  }
}
