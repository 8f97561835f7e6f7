/** Whether people cannot go on without a mail: a code, a link to sign in or to set a password. From the words of its route, file and subject. */
export const isAwaitedMail = (words: string): boolean =>
  /verif|\botp\b|code|passw|reset|magic|sign-?(?:in|up)|log-?in|activat|invit/i.test(words)
