import type { Effect, SendEffect } from '../app-model.js'

/** A mail or a text message: it goes out in the app's name, and reaches only whose address it is. */
export const isMessage = (effect: Effect): effect is SendEffect => effect.kind === 'send' && /^(?:mail|sms)$/.test(effect.service)
