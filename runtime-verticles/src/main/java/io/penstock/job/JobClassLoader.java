// SPDX-License-Identifier: Apache-2.0
package io.penstock.job;

import java.io.IOException;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.Collections;
import java.util.Enumeration;
import org.jspecify.annotations.Nullable;

/**
 * The classes of one job: its own jar first. Of ours it sees the API, SLF4J's and Fory's, which must be the very same
 * classes on both sides (Fory's since it makes code that lives beside the job's records); of the platform everything;
 * of the rest of the runtime nothing, so a job may bring any version of any library.
 */
final class JobClassLoader extends URLClassLoader {
    static {
        ClassLoader.registerAsParallelCapable();
    }

    private static final String API = "io.penstock.api.";
    private static final String LOG = "org.slf4j.";
    private static final String SERIALIZATION = "org.apache.fory.";

    private final ClassLoader ours = JobClassLoader.class.getClassLoader();

    JobClassLoader(String name, Path jar) throws MalformedURLException {
        super(name, new URL[] {jar.toUri().toURL()}, ClassLoader.getPlatformClassLoader());
    }

    @Override
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
        if (name.startsWith("[")) return Class.forName(name, false, this); // Fory asks for arrays so
        synchronized (getClassLoadingLock(name)) {
            Class<?> loaded = findLoadedClass(name);
            if (loaded == null) loaded = shared(name) ? ours.loadClass(name) : ownFirst(name);
            if (resolve) resolveClass(loaded);
            return loaded;
        }
    }

    private Class<?> ownFirst(String name) throws ClassNotFoundException {
        if (name.startsWith("java.")) return getParent().loadClass(name);
        try {
            return findClass(name);
        } catch (ClassNotFoundException e) {
            return getParent().loadClass(name);
        }
    }

    private static boolean shared(String name) {
        return name.startsWith(API) || name.startsWith(LOG) || name.startsWith(SERIALIZATION);
    }

    @Override
    public @Nullable URL getResource(String name) {
        URL own = findResource(name);
        return own != null ? own : getParent().getResource(name);
    }

    @Override
    public Enumeration<URL> getResources(String name) throws IOException {
        var all = Collections.list(findResources(name));
        all.addAll(Collections.list(getParent().getResources(name)));
        return Collections.enumeration(all);
    }
}
