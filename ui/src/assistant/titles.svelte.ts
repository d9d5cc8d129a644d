// The titles of the articles that decisions rest on, read once each.
import { api } from '../lib/session.svelte.ts';
import type { Decided, Retrieved } from './types.ts';

export class Titles {
  #known = $state<Record<string, string>>({});

  async read(brand: string, decisions: Decided[]): Promise<void> {
    const found = decisions.flatMap((one) => one.retrieved);
    await Promise.all(found.map((one) => this.#name(brand, one)));
  }

  /** The article's title; its id until it is read, or when it is gone. */
  of = (one: Retrieved): string => this.#known[keyOf(one)] || one.article;

  async #name(brand: string, one: Retrieved): Promise<void> {
    const key = keyOf(one);
    if (this.#known[key] !== undefined) return;
    this.#known[key] = '';
    const { article, version, language } = one;
    this.#known[key] = await api
      .get<{ title: string }>(`/api/articles/${brand}/${article}`, { language, version })
      .then(({ title }) => title)
      .catch(() => ''); // withdrawn since: its id still says which one it was
  }
}

const keyOf = ({ article, version, language }: Retrieved): string =>
  `${article} ${version} ${language}`;
