/** https://deno.land/x/bcrypt, over the package that is installed for it. */
interface Bcrypt {
  hash(text: string, salt: string | number): Promise<string>
  hashSync(text: string, salt: string | number): string
  compare(text: string, hash: string): Promise<boolean>
  compareSync(text: string, hash: string): boolean
  genSalt(rounds?: number): Promise<string>
  genSaltSync(rounds?: number): string
}

const NAME = 'bcryptjs'
const own = ((await import(NAME)) as { default: Bcrypt }).default

export const hash = (text: string, salt: string | number = 10): Promise<string> => own.hash(text, salt)
export const hashSync = (text: string, salt: string | number = 10): string => own.hashSync(text, salt)
export const compare = (text: string, stored: string): Promise<boolean> => own.compare(text, stored)
export const compareSync = (text: string, stored: string): boolean => own.compareSync(text, stored)
export const genSalt = (rounds?: number): Promise<string> => own.genSalt(rounds)
export const genSaltSync = (rounds?: number): string => own.genSaltSync(rounds)
