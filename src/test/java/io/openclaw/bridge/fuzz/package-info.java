/// Mutated inputs at every door of the service, and an oracle that says what must have become of each of them. What is
/// valid comes from the product's own description (OpenAPI) or from the fake gateway; a mutation spoils a little of it.
///
/// An input is a seed and a mask of the mutations that are applied: so each can be made again, and made smaller.
package io.openclaw.bridge.fuzz;
