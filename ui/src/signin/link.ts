// A one-time link, as the server tells what it is for.
export interface Link {
  kind: 'first' | 'invitation' | 'reset';
  account: string | null;
  name: string;
  login: string;
  expires_at: string;
  password_rules: { least: number };
}
