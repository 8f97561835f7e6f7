/** Prefixes by which a bundler puts a variable into the browser's code. */
const PUBLIC = /^(?:NEXT_PUBLIC_|VITE_|REACT_APP_|EXPO_PUBLIC_|PUBLIC_|NUXT_PUBLIC_|GATSBY_|VUE_APP_|STORYBOOK_)/

export const isPublicName = (name: string): boolean => PUBLIC.test(name)

/** The name without the bundler's prefix. */
export const withoutPrefix = (name: string): string => name.replace(PUBLIC, '')
