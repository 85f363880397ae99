import { mount } from 'svelte';
import App from './App.svelte';
import { markLanguage } from './strings/language.svelte.ts';
import { markTheme } from './theme.svelte.ts';

markTheme();
markLanguage();
mount(App, { target: document.getElementById('app') as HTMLElement });
