// The rules of a new password that can be told while it is typed; the server knows the rest.
import { folded } from '../lib/format.ts';

export interface Rule {
  id: 'length' | 'login';
  held: boolean;
}

/** Which rules `password` keeps to, for the account that signs in as `login`. */
export function rules(password: string, login: string, least: number): Rule[] {
  const name = folded(login.split('@')[0] ?? '');
  const typed = folded(password);
  const isLogin = typed === folded(login) || (name.length > 0 && typed === name);
  return [
    { id: 'length', held: [...password].length >= least },
    { id: 'login', held: password.length > 0 && !isLogin },
  ];
}
