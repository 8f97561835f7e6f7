/** https://jsr.io/@std/async */
export const delay = (milliseconds: number): Promise<void> => new Promise(resolve => setTimeout(resolve, milliseconds))

export function deadline<Value>(promise: Promise<Value>, milliseconds: number): Promise<Value> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error('Deadline')), milliseconds)
  })
  return Promise.race([promise, late]).finally(() => clearTimeout(timer))
}

export async function retry<Value>(work: () => Value | Promise<Value>, { maxAttempts = 5, minTimeout = 1_000 } = {}): Promise<Value> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await work()
    } catch (error) {
      if (attempt >= maxAttempts) throw error
      await delay(minTimeout * 2 ** (attempt - 1))
    }
  }
}
