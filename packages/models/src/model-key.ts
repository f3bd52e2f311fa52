import { KaiwuError } from '@kaiwu/core'
import type { ModelConfig } from './model-config.ts'

// The client insists on some key.
const noKey = 'no-key-needed'

/**
 * The key to call a model with: the environment's, without blanks around it. A placeholder for a service on this machine that needs none.
 * @throws MODEL_NOT_CONFIGURED when it is missing, MODEL_KEY_MALFORMED when it cannot be a key
 */
export function modelKey(
  { ref, baseUrl = '', keyEnv }: ModelConfig,
  environment: Readonly<Record<string, string | undefined>>,
): string {
  const key = keyEnv ? environment[keyEnv]?.trim() : undefined
  if (!key) {
    if (keyEnv && !isThisMachine(baseUrl)) throw new KaiwuError('MODEL_NOT_CONFIGURED', { ref, missing: keyEnv })
    return noKey
  }
  // Such a key would fail as an HTTP header, with a message that shows it.
  if (!/^[\x21-\x7e]+$/.test(key)) throw new KaiwuError('MODEL_KEY_MALFORMED', { ref, keyEnv: keyEnv ?? '' })
  return key
}

function isThisMachine(url: string): boolean {
  return URL.canParse(url) && /^(localhost|127\.\d+\.\d+\.\d+|\[::1\])$/.test(new URL(url).hostname)
}
