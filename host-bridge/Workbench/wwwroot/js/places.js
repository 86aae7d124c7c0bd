import { h, setState } from './dom.js';

const PLACES = ['home', 'atm', 'shop', 'bank'];

/** The places that the visitor goes to, as far as they have panels; the one he is at is in the address, so that a reload keeps it. */
export function createPlaces(nav, sections, onGo) {
  const placesOf = section => section.dataset.places?.split(' ') ?? [];
  const places = PLACES.filter(place => sections.some(section => placesOf(section).includes(place)));
  const buttons = new Map(places.map(place =>
    [place, h('button', { class: 'place', type: 'button', t: `place.${place}`, test: `place-${place}`, onclick: () => go(place) })]));
  nav.append(...buttons.values());
  let current = new URLSearchParams(location.hash.slice(1)).get('place');

  function go(place) {
    if (!places.includes(place)) {
      return;
    }

    current = place;
    for (const [name, button] of buttons) {
      setState(button, 'aria-current', name === place);
    }

    for (const section of sections) {
      section.hidden = section.dataset.places !== undefined && !placesOf(section).includes(place);
    }

    const parts = new URLSearchParams(location.hash.slice(1));
    parts.set('place', place);
    history.replaceState(null, '', `#${parts}`);
    onGo(place);
  }

  return {
    go,
    begin: () => go(places.includes(current) ? current : places[0]),
    /** Goes where an element can be seen. */
    reveal(element) {
      const section = element.closest('[data-places]');
      if (section?.hidden) {
        go(placesOf(section).find(place => places.includes(place)));
      }
    },
    /** Marks the place where something is to be done, unless the visitor is there. */
    mark(element) {
      const section = element?.closest('[data-places]');
      for (const [name, button] of buttons) {
        button.classList.toggle('has-next', section?.hidden === true && placesOf(section).includes(name));
      }
    },
  };
}
