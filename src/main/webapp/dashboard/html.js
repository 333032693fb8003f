// Markup of the pages. Whatever is put into it is text, never markup.
import { Component, h, render } from './parts/preact.module.js';
import htm from './parts/htm.module.js';

export const html = htm.bind(h);
export { Component, render };
