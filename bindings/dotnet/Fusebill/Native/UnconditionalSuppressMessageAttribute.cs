// netstandard does not have it; the tools of .NET know it by its name.

namespace System.Diagnostics.CodeAnalysis
{
    /// <summary>Suppresses a warning of the analyzers for single files, trimming and AOT, also in the compiled assembly.</summary>
    [AttributeUsage(AttributeTargets.Method)]
    internal sealed class UnconditionalSuppressMessageAttribute : Attribute
    {
        internal UnconditionalSuppressMessageAttribute(string category, string checkId)
        {
            Category = category;
            CheckId = checkId;
        }

        /// <summary>The kind of analysis.</summary>
        public string Category { get; }

        /// <summary>The warning.</summary>
        public string CheckId { get; }

        /// <summary>Why it is none.</summary>
        public string? Justification { get; set; }
    }
}
