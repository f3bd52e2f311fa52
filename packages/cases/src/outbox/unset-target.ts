import { urlProblem, type OutboxTarget } from './outbox-target.ts'

/**
 * What the environment lacks for a target to be told of anything: the secret that signs, the address of a robot, or a right one.
 * @returns nothing when it has everything; no value of a variable stands in it
 * @example
 * unsetTarget({ url: 'https://mes.example.com/hook', secretEnv: 'MES_SECRET' }, {})?.en
 * // 'the environment variable MES_SECRET, with the secret that signs, is not set'
 */
export function unsetTarget(
  target: OutboxTarget,
  environment: Readonly<Record<string, string | undefined>>,
): Readonly<{ zh: string; en: string }> | undefined {
  const { secretEnv } = target
  if ('form' in target) {
    const { urlEnv, internal = false } = target
    const address = environment[urlEnv]?.trim()
    if (!address)
      return {
        zh: `没有设置环境变量 ${urlEnv}（机器人的地址）`,
        en: `the environment variable ${urlEnv}, with the address of the robot, is not set`,
      }
    const problem = urlProblem(address, internal)
    if (problem !== undefined)
      return { zh: `环境变量 ${urlEnv} 里的地址不能用：${problem}`, en: `the environment variable ${urlEnv}: ${problem}` }
  }
  if (secretEnv === undefined || environment[secretEnv]?.trim()) return undefined
  return {
    zh: `没有设置环境变量 ${secretEnv}（签名用的密钥）`,
    en: `the environment variable ${secretEnv}, with the secret that signs, is not set`,
  }
}
