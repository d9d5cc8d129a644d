// A candidate's own page: the secret of its address, and what the server tells whoever has it.
import { ApiError, Client } from '../lib/api.ts';
import type { Own } from './types.ts';

export class OwnPage {
  shown = $state.raw<Own | null>(null);
  problem = $state.raw<unknown>(null);
  /** The link was never given, does not open any more, or everything was erased. */
  ended = $state(false);
  readonly api: Client;

  /** `secret` is the fragment of the address, which browsers send to nobody. */
  constructor(secret: string, options: ConstructorParameters<typeof Client>[1] = {}) {
    this.api = new Client(() => (secret ? { token: secret } : null), options);
  }

  async read(language: string): Promise<void> {
    try {
      this.shown = await this.api.get<Own>('/api/candidate', { language });
      this.problem = null;
    } catch (error) {
      this.problem = error;
      this.ended = error instanceof ApiError && [401, 404, 410].includes(error.status);
    }
  }
}
