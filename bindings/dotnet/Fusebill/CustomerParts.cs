// The parts of the customer object.

using System.Collections.Generic;
using System.Linq;

namespace Fusebill
{
    /// <summary>customerReference: up to three references and the sales tracking codes.</summary>
    public sealed class CustomerReference
    {
        private readonly Json json;
        private readonly string at;

        internal CustomerReference(Json json, string at)
        {
            this.json = json;
            this.at = at;
        }

        /// <summary>First reference.</summary>
        public string? Reference1 => json.Get(at + "/reference1");

        /// <summary>Second reference.</summary>
        public string? Reference2 => json.Get(at + "/reference2");

        /// <summary>Third reference.</summary>
        public string? Reference3 => json.Get(at + "/reference3");

        /// <summary>The sales tracking codes.</summary>
        public IReadOnlyList<SalesTrackingCode> SalesTrackingCodes =>
            json.Elements(at + "/salesTrackingCodes").Select(element => new SalesTrackingCode(json, element)).ToList();

        /// <summary>The customer's id.</summary>
        public long? Id => json.Long(at + "/id");

        /// <summary>The customer's path.</summary>
        public string? Uri => json.Get(at + "/uri");
    }

    /// <summary>One of salesTrackingCodes.</summary>
    public sealed class SalesTrackingCode
    {
        private readonly Json json;
        private readonly string at;

        internal SalesTrackingCode(Json json, string at)
        {
            this.json = json;
            this.at = at;
        }

        /// <summary>Which of the five tracking codes.</summary>
        public string? Type => json.Get(at + "/type");

        /// <summary>The code.</summary>
        public string? Code => json.Get(at + "/code");

        /// <summary>Its name.</summary>
        public string? Name => json.Get(at + "/name");

        /// <summary>Its id.</summary>
        public long? Id => json.Long(at + "/id");

        /// <summary>Its path.</summary>
        public string? Uri => json.Get(at + "/uri");
    }

    /// <summary>customerAcquisition: the marketing source.</summary>
    public sealed class CustomerAcquisition
    {
        private readonly Json json;
        private readonly string at;

        internal CustomerAcquisition(Json json, string at)
        {
            this.json = json;
            this.at = at;
        }

        /// <summary>Content of the advertisement.</summary>
        public string? AdContent => json.Get(at + "/adContent");

        /// <summary>The campaign.</summary>
        public string? Campaign => json.Get(at + "/campaign");

        /// <summary>The key word.</summary>
        public string? Keyword => json.Get(at + "/keyword");

        /// <summary>The landing page.</summary>
        public string? LandingPage => json.Get(at + "/landingPage");

        /// <summary>The medium.</summary>
        public string? Medium => json.Get(at + "/medium");

        /// <summary>The source.</summary>
        public string? Source => json.Get(at + "/source");

        /// <summary>The customer's id.</summary>
        public long? Id => json.Long(at + "/id");

        /// <summary>The customer's path.</summary>
        public string? Uri => json.Get(at + "/uri");
    }
}
