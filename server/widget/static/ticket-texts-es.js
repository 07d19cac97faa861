// Owns the Spanish texts of the ticket pages: `page` is in place of what they are written in.
import { counting } from "./plurals.js";

const say = counting("es-US");
const number = new Intl.NumberFormat("es-US");

export const SPANISH = {
  locale: "es-US",
  title: (reference) => `Solicitud ${reference} – Example Revenue Agency (demostración)`,
  statuses: {
    new: "Espera a que una persona la lea",
    open: "Una persona la está atendiendo",
    waiting: "Necesitamos una respuesta de usted",
    answered: "Respondida",
    reopened: "Reabierta, espera a una persona",
    closed: "Cerrada",
  },
  problems: {
    noSecret: {
      title: "La dirección no está completa",
      advice: "Para ver una solicitud, siga el enlace «Ver su solicitud» en la conversación donde la " +
        "abrió. Si copió la dirección, cópiela toda, con la parte después del signo #.",
    },
    wrong: {
      title: "Esta dirección no abre ninguna solicitud",
      advice: "La referencia o el código no son correctos. Siga el enlace «Ver su solicitud» en la " +
        "conversación donde la abrió. Si copió la dirección, revise que esté completa.",
    },
    expired: {
      title: "Esta solicitud se cerró hace mucho tiempo",
      advice: "Su dirección ya no la abre. Si todavía necesita ayuda, empiece otra conversación.",
    },
    busy: {
      title: "Demasiadas consultas a la vez",
      advice: "Espere un minuto y elija «Intentar otra vez».",
    },
    unreachable: {
      title: "Su solicitud no se puede mostrar ahora",
      advice: "Está a salvo. Revise su conexión y elija «Intentar otra vez».",
    },
  },
  errors: {
    empty: "Primero escriba un mensaje.",
    words: "El mensaje no tiene palabras. Escriba su mensaje.",
    tooLong: (limit) =>
      `Su mensaje es demasiado largo. Acórtelo a ${number.format(limit)} caracteres.`,
    busy: (seconds) =>
      say(seconds, {
        one: "Demasiados mensajes a la vez. Espere # segundo y envíelo otra vez.",
        other: "Demasiados mensajes a la vez. Espere # segundos y envíelo otra vez.",
      }),
    changed: "La solicitud cambió mientras tanto. Revísela e inténtelo otra vez.",
    unreachable: "No se envió. Revise su conexión y envíelo otra vez.",
    refused: "No se pudo aceptar este mensaje. Cámbielo y envíelo otra vez.",
  },
  loading: "Cargando su solicitud…",
  sent: "Su mensaje fue enviado.",
  closed: "Su solicitud está cerrada. Puede reabrirla en cualquier momento.",
  reopened: "Su solicitud está abierta otra vez.",
  notClosed: "No se cerró. Revise su conexión e inténtelo otra vez.",
  stale: "Esta página no se pudo actualizar. Se intentará otra vez sin que usted haga nada.",
  removed: "Quitamos lo que parecía un número personal. Por favor, no lo escriba aquí.",
  charactersLeft: (count) => say(count, { one: "Queda # carácter", other: "Quedan # caracteres" }),
  charactersOver: (count) => say(count, { one: "Sobra # carácter", other: "Sobran # caracteres" }),
  reply: {
    closed: { heading: "¿Todavía necesita ayuda?", button: "Enviar y reabrir" },
    waiting: { heading: "Su respuesta", button: "Enviar" },
    other: { heading: "Agregar un mensaje", button: "Enviar" },
  },
  next: {
    replyBy: (moment) => `Esperamos responder a más tardar el ${moment}.`,
    late: (moment) =>
      `Lamentamos el retraso. Esperábamos responder a más tardar el ${moment}. Seguimos con su ` +
      "solicitud.",
    waiting: "Lea nuestra pregunta y envíe su respuesta abajo.",
    answered: "Lea nuestra respuesta abajo. Si algo no quedó claro, envíe un mensaje y lo " +
      "revisaremos.",
    closed: "No pasará nada más, a menos que la reabra abajo.",
  },
  you: "Usted",
  person: "Una persona de la agencia",
  agency: "La agencia",
  ticket: (reference) => `Solicitud ${reference}.`,
  messages: (count) => say(count, { one: "# mensaje", other: "# mensajes" }),
  newMessage: (author) => `Mensaje nuevo de ${author}:`,
  status: (status) => `Estado: ${status}.`,
  find: {
    none: "Escriba la referencia de su solicitud o el enlace a ella.",
    reference: "Escriba la referencia con todas sus letras y números, como T-7F3K-92QD.",
    secret: "Escriba el código: las 40 letras y números después del signo # del enlace.",
  },
};

const EVERY_PAGE = {
  skip: "Ir al contenido principal",
  demonstration: "Demostración.",
  fictional: "La Example Revenue Agency no existe.",
  askAnother: "Hacer otra pregunta",
};

export const TICKET_PAGE = {
  ...EVERY_PAGE,
  title: "Su solicitud – Example Revenue Agency (demostración)",
  heading: "Su solicitud",
  enter: "Escribir la referencia y el código",
  reference: "Referencia",
  opened: "Abierta",
  call: "Llamarle",
  messages: "Mensajes",
  label: "Su mensaje",
  hint: "No escriba números personales, como su número de Seguro Social. Hasta 4,000 caracteres.",
  reopen: "Reabrir sin mensaje",
  closing: "¿Ya no necesita ayuda?",
  close: "Cerrar esta solicitud",
  confirm: "¿Cerrar esta solicitud? Puede reabrirla más tarde en esta página.",
  yes: "Sí, cerrarla",
  no: "Dejarla abierta",
  again: "Intentar otra vez",
  secret: "Cualquiera que tenga la dirección completa de esta página puede leer esta solicitud. No " +
    "la comparta.",
};

export const FIND_PAGE = {
  ...EVERY_PAGE,
  title: "Ver una solicitud – Example Revenue Agency (demostración)",
  heading: "Ver una solicitud",
  intro: "Si tiene el enlace a su solicitud, sígalo o péguelo en el primer campo. Si no, escriba la " +
    "referencia y el código con que termina el enlace.",
  referenceLabel: "Referencia o enlace",
  referenceHint: "Una referencia se ve así: T-7F3K-92QD.",
  secretLabel: "Código",
  secretHint: "Las 40 letras y números después del signo # del enlace. No hace falta si pega el " +
    "enlace completo.",
  see: "Ver su solicitud",
  lost: "¿Perdió el código? Haga su pregunta otra vez en la conversación: una solicitud nueva tiene " +
    "un enlace nuevo.",
};
