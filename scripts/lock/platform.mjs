const SYSTEMS = ['aix', 'android', 'darwin', 'freebsd', 'linux', 'netbsd', 'openbsd', 'openharmony', 'sunos', 'win32']
const PROCESSORS = ['arm', 'arm64', 'ia32', 'loong64', 'mips64el', 'ppc64', 'riscv64', 's390x', 'wasm32', 'x64']

/** Where a package of binaries runs, from its name: `binding-linux-arm64-musl`. */
export function platformOf(name) {
  const words = name.split(/[/-]/)
  const os = name === 'fsevents' ? ['darwin'] : SYSTEMS.filter(word => words.includes(word))
  const cpu = PROCESSORS.filter(word => words.includes(word))
  if (!os.length && !cpu.length) throw new Error(`${name} is in no lock file and names no platform: install it where it is found`)
  const libc = os.includes('linux') ? words.flatMap(word => (/^musl/.test(word) ? ['musl'] : /^gnu/.test(word) ? ['glibc'] : [])) : []
  return { ...(cpu.length && { cpu }), ...(libc.length && { libc }), ...(os.length && { os }) }
}
