// Nothing is said about the package, so that it is bundled.
export default { poweredByHeader: false };
