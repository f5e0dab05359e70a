package io.openclaw.bridge.boot;

import com.sun.source.tree.ClassTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.DocTrees;
import com.sun.source.util.JavacTask;
import com.sun.source.util.TreePath;
import com.sun.source.util.TreePathScanner;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

/// What only the sources know of the config mappings: their comments, and the order in which the settings stand.
final class MappingSources {
    /// The order of reading; a mapping that does not stand here comes after these, by its name.
    private static final List<String> ORDER = List.of(
            "BridgeModeConfig",
            "BridgeConfig",
            "AccessConfig",
            "RestConfig",
            "DatabaseConfig",
            "StoreConfig",
            "DeliveryConfig",
            "CallbackConfig",
            "QueueConfig");

    private final List<Class<?>> mappings;

    /// By `Class.getTypeName()`, and with `#method` behind it.
    private final Map<String, String> comments = new LinkedHashMap<>();

    /// @param root of the sources
    MappingSources(Path root) {
        try (Stream<Path> files = Files.walk(root)) {
            List<Path> found = files.filter(file -> file.toString().endsWith(".java"))
                    .filter(MappingSources::isMapping)
                    .toList();
            this.mappings = found.stream()
                    .<Class<?>>map(file -> load(root.relativize(file)))
                    .sorted(Comparator.<Class<?>>comparingInt(type -> place(type.getSimpleName()))
                            .thenComparing(Class::getName))
                    .toList();
            read(found);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// The interfaces, in the order of reading.
    List<Class<?>> mappings() {
        return mappings;
    }

    /// In the order of the source.
    List<Method> methods(Class<?> type) {
        List<String> order = List.copyOf(comments.keySet());
        return Arrays.stream(type.getDeclaredMethods())
                .filter(method -> Modifier.isAbstract(method.getModifiers()))
                .sorted(Comparator.comparingInt(method -> order.indexOf(key(method))))
                .toList();
    }

    /// In one line, as Markdown.
    String comment(Class<?> type) {
        return comments.getOrDefault(type.getName(), "");
    }

    /// In one line, as Markdown.
    String comment(Method method) {
        return comments.getOrDefault(key(method), "");
    }

    private static String key(Method method) {
        return method.getDeclaringClass().getName() + "#" + method.getName();
    }

    private static int place(String name) {
        return ORDER.contains(name) ? ORDER.indexOf(name) : ORDER.size();
    }

    private static boolean isMapping(Path file) {
        try {
            return Files.readString(file).contains("\n@ConfigMapping(");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Class<?> load(Path file) {
        try {
            return Class.forName(file.toString().replace(".java", "").replace('/', '.'));
        } catch (ClassNotFoundException e) {
            throw new IllegalStateException(e);
        }
    }

    private void read(List<Path> files) throws IOException {
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        try (StandardJavaFileManager manager = compiler.getStandardFileManager(null, null, StandardCharsets.UTF_8)) {
            JavacTask task = (JavacTask) compiler.getTask(
                    null, manager, null, List.of("-proc:none"), null, manager.getJavaFileObjectsFromPaths(files));
            DocTrees trees = DocTrees.instance(task);
            for (CompilationUnitTree unit : task.parse()) {
                new Reader(trees, unit.getPackageName().toString()).scan(unit, null);
            }
        }
    }

    private final class Reader extends TreePathScanner<Void, Void> {
        private final DocTrees trees;
        private final String packageName;

        Reader(DocTrees trees, String packageName) {
            this.trees = trees;
            this.packageName = packageName;
        }

        @Override
        public Void visitClass(ClassTree tree, Void nothing) {
            comments.put(name(getCurrentPath()), comment());
            return super.visitClass(tree, nothing);
        }

        @Override
        public Void visitMethod(MethodTree tree, Void nothing) {
            comments.put(name(getCurrentPath().getParentPath()) + "#" + tree.getName(), comment());
            return null;
        }

        private String name(TreePath path) {
            String simple = ((ClassTree) path.getLeaf()).getSimpleName().toString();
            return path.getParentPath().getLeaf().getKind() == Tree.Kind.COMPILATION_UNIT
                    ? packageName + "." + simple
                    : name(path.getParentPath()) + "$" + simple;
        }

        private String comment() {
            String comment = trees.getDocComment(getCurrentPath());
            return comment == null ? "" : comment.strip().replaceAll("\\s*\\n\\s*", " ");
        }
    }
}
