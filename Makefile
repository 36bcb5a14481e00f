SHELL := /bin/bash
.DEFAULT_GOAL := help
.PHONY: help run build test test-long test-net soak check reproducible bench conformance clients plugins plugin-toolchain clean

JAR := horizon-node/target/horizon-node.jar
SOURCES := $(shell find pom.xml .mvn horizon-* -type f \
	-not -path '*/target/*' -not -path '*/src/test/*' -not -path '*/bench/*' \
	-not -path '*/conformance/*' -not -path '*/clients/*' -not -path '*/examples/*' -not -path '*/node_modules/*' \
	-not -name '.*')

help: ## Show this
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/  make \1@\2/p' Makefile | column -t -s @

run: $(JAR) ## Build what is missing and run a node in the foreground; ARGS='--data-dir DIR …' passes flags
	@. .ci/env && need_jdk && exec "$$JAVA_HOME/bin/java" -jar $(JAR) start-server $(ARGS)

build: $(JAR) ## Build horizon-node/target/horizon-node.jar: one file with everything in it

$(JAR): $(SOURCES)
	@.ci/build
	@touch $(JAR)

test: ## Run every test; the last line has the counts
	@.ci/test

test-long: ## Run the tests that have a longer form at full size: histories, kills, power cuts, a million operations
	@.ci/test-long

test-net: ## Run the tests that need networks of their own, in namespaces that they make; needs root
	@.ci/test-net

soak: ## Run an hour of everything at once in little memory: clients, hostile ones among them, restarts; and three nodes
	@.ci/soak

check: ## Check formats and lints
	@.ci/check

reproducible: ## Build twice and compare every byte
	@.ci/reproducible

bench: $(JAR) ## Measure against other servers; ARGS='--quick …' passes flags
	@. .ci/env && need_jdk && horizon-node/bench/run $(ARGS)

conformance: $(JAR) ## Run ceph/s3-tests: S3_TESTS=CHECKOUT; FILTER=core318 for the core alone; ARGS='-k WORDS', --update
	@[ -n "$(S3_TESTS)" ] || { echo 'make conformance S3_TESTS=DIR, a checkout of ceph/s3-tests at 8f0ae7b' >&2; exit 2; }
	@horizon-s3-api/conformance/run --suite "$(S3_TESTS)" $(if $(FILTER),--filter $(FILTER)) $(ARGS)

clients: $(JAR) ## Run real S3 clients against a fresh node; ARGS='rclone restic' runs these alone
	@horizon-s3-api/clients/run $(ARGS)

plugins: $(JAR) ## Make the plugins of horizon-wasm/examples again
	@.ci/plugins

plugin-toolchain: ## Install what compiles plugins in Rust, C and AssemblyScript
	@horizon-wasm/toolchain.sh

clean: ## Remove what was built here; the cargo cache outside stays
	@rm -rf target horizon-*/target horizon-wasm/examples/*/target
