// Where the tests' sandbox is; scripts/test-dotnet starts it and sets the environment.

using System;
using System.IO;

namespace Fusebill.Tests
{
    internal static class Server
    {
        internal const long Documented = 172677;
        internal const long Slow = 200051;
        internal const long Failing = 200052;

        internal static readonly string Url = Variable("FUSEBILL_TEST_URL");
        internal static readonly string Key = Variable("FUSEBILL_TEST_KEY");

        internal static FusebillClient Client(FusebillOptions? options = null)
        {
            options = options ?? new FusebillOptions();
            options.BaseUrl = options.BaseUrl ?? Url;
            return new FusebillClient(Key, options);
        }

        internal static string Temporary() => Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());

        internal static string Variable(string name) =>
            Environment.GetEnvironmentVariable(name) ?? throw new InvalidOperationException(name + " is not set");
    }
}
